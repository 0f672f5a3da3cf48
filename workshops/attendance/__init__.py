from flask import Flask


def init_app(app: Flask) -> None:
    """Register the slice: the teacher's page, the staff's pages, and its part of the visit's page."""
    from core.application import csrf
    from workshops.attendance import panels, teacher_views, views
    from workshops.visits.panels import add_visit_panel, add_workshop_actions

    # There is no session to protect: nobody who does not hold the link can make the form.
    csrf.exempt(teacher_views.bp)
    app.register_blueprint(teacher_views.bp)
    app.register_blueprint(views.bp)
    add_visit_panel(app, panels.render_attendance)
    add_workshop_actions(app, panels.offer_attendance)
