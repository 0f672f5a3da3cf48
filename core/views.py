"""What belongs to no slice: the language switch, the health of the server."""

from urllib.parse import urlsplit

from flask import Blueprint, abort, redirect, request, session
from flask.typing import ResponseReturnValue
from sqlalchemy import text

from core.configuration import INTERFACE_LANGUAGES
from core.database import db

bp = Blueprint("core", __name__)


@bp.post("/language")
def choose_language() -> ResponseReturnValue:
    """Keep the chosen language for this visitor and go back to the page."""
    language = request.form.get("language", "")
    if language not in INTERFACE_LANGUAGES:
        abort(400)
    session["language"] = language
    return redirect(own_address(request.form.get("back", "")))


@bp.get("/healthz")
def show_health() -> ResponseReturnValue:
    """Answer that the server and its database work."""
    db.session.execute(text("SELECT 1"))
    return "ok\n", {"Content-Type": "text/plain; charset=utf-8"}


def own_address(address: str) -> str:
    """Return the address when it is a path of ours, else the start page: nobody is sent elsewhere."""
    parts = urlsplit(address)
    is_own = (
        not parts.scheme
        and not parts.netloc
        and parts.path.startswith("/")
        and not parts.path.startswith(("//", "/\\"))
        and all(character.isprintable() for character in address)
    )
    return address if is_own else "/"
