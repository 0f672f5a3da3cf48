from flask import Flask


def init_app(app: Flask) -> None:
    """Register the slice."""
    from workshops.register.school_panels import add_school_panel
    from workshops.visits import cli, panels, views

    app.register_blueprint(views.bp)
    add_school_panel(app, panels.render_school_visits)
    app.cli.add_command(cli.cli)
