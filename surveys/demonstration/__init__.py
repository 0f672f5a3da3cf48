from flask import Flask


def init_app(app: Flask) -> None:
    """Register the command."""
    from surveys.demonstration.cli import demo

    app.cli.add_command(demo)
