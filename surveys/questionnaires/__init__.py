from flask import Flask


def init_app(app: Flask) -> None:
    """Register the slice."""
    from surveys.questionnaires import models  # noqa: F401 - the tables must be known before the first query
    from surveys.questionnaires.cli import cli
    from surveys.questionnaires.views import bp

    app.register_blueprint(bp)
    app.cli.add_command(cli)
