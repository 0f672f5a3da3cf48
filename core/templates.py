"""What every template may use."""

from flask import Flask, request, url_for

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
    app.add_template_global(address_with)


def this_address() -> str:
    """Return the path and query of this page, to come back to."""
    return request.full_path.rstrip("?") if request.method == "GET" else request.path


def address_with(**changes: object) -> str:
    """Return the address of this page with some of its query changed; None takes a part out."""
    query: dict[str, object] = {**request.args.to_dict(), **changes}
    kept = {name: value for name, value in query.items() if value not in (None, "")}
    return url_for(request.endpoint or "", **(request.view_args or {}), **kept)  # type: ignore[arg-type]
