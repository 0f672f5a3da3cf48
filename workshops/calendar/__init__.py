from flask import Flask


def init_app(app: Flask) -> None:
    """Register the slice."""
    from workshops.calendar import panels, views
    from workshops.register.school_panels import add_school_panel

    app.register_blueprint(views.bp)
    add_school_panel(app, panels.render_calendar_panel)
