from flask import Flask


def init_app(app: Flask) -> None:
    """Register the slice; the pupils' pages stand apart from sessions, form keys and logs."""
    import secrets

    from core import clock
    from core.application import csrf
    from surveys.responses import anonymity, panels, pupil_views, views
    from surveys.responses.guessing import GuessLimiter
    from surveys.responses.pages import FormPage, PageCache
    from workshops.visits.panels import add_day_sheet_part, add_visit_panel, add_workshop_actions

    app.extensions["guess_limiter"] = GuessLimiter()
    app.extensions["pupils_forms"] = PageCache[FormPage]()
    app.extensions["pupils_pages"] = PageCache[str]()
    app.session_interface = anonymity.SessionsForStaff()
    app.wsgi_app = anonymity.AnonymousRequests(  # type: ignore[method-assign]
        app.wsgi_app, today=clock.today, draw_key=lambda: secrets.token_bytes(32)
    )
    anonymity.silence_access_logs()
    # There is no session to protect: a form is known by its own token.
    csrf.exempt(pupil_views.bp)
    app.register_blueprint(pupil_views.bp)
    app.register_blueprint(views.bp)
    add_day_sheet_part(app, panels.render_codes)
    add_visit_panel(app, panels.render_surveys)
    add_workshop_actions(app, panels.offer_surveys)
