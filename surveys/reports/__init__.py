from flask import Flask


def init_app(app: Flask) -> None:
    """Register the slice."""
    from surveys.reports import models  # noqa: F401 - the tables must be known before the first query
    from surveys.reports.attention import address_of, say_attention
    from surveys.reports.cli import cli
    from surveys.reports.tables import say_cell, say_outcome, say_parts
    from surveys.reports.views import bp

    app.register_blueprint(bp)
    app.cli.add_command(cli)
    app.add_template_filter(address_of)
    app.add_template_filter(say_attention)
    app.add_template_filter(say_cell)
    app.add_template_filter(say_outcome)
    app.add_template_filter(say_parts)
