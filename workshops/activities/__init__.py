from flask import Flask


def init_app(app: Flask) -> None:
    """Register the slice."""
    from workshops.activities import models  # noqa: F401 - the tables must be known before the first query
    from workshops.activities.forms import counted, kind_label, summed
    from workshops.activities.views import bp

    app.register_blueprint(bp)
    app.add_template_filter(counted)
    app.add_template_filter(summed)
    app.add_template_filter(kind_label)
