from flask import Flask


def init_app(app: Flask) -> None:
    """Register the slice."""
    from workshops.register import cli, views

    app.register_blueprint(views.bp)
    app.cli.add_command(cli.cli)
