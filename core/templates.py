"""What every template may use."""

from flask import Flask, request

from core.plots import draw
from core.settings import simulated_school_years
from core.views import bp


def init_app(app: Flask) -> None:
    """Register the pages of core and the globals of the templates."""
    app.register_blueprint(bp)
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.add_template_global(draw)
    app.add_template_global(simulated_school_years)
    app.add_template_global(this_address)


def this_address() -> str:
    """Return the path and query of this page, to come back to."""
    return request.full_path.rstrip("?") if request.method == "GET" else request.path
