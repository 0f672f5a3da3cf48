from flask import Flask


def init_app(app: Flask) -> None:
    """Register the slice."""
    from workshops.visits import cli, views

    app.register_blueprint(views.bp)
    app.cli.add_command(cli.cli)
