from flask import Flask


def init_app(app: Flask) -> None:
    """Register the slice."""
    from workshops.register.school_panels import add_school_panel
    from workshops.rotation import cli, panels, views
    from workshops.rotation.presentation import level_letter

    app.register_blueprint(views.bp)
    app.cli.add_command(cli.cli)
    app.add_template_filter(level_letter)
    add_school_panel(app, panels.render_rotation_panel)
