"""The start page."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from accounts.navigation import own_menu

bp = Blueprint("accounts", __name__)


@bp.get("/")
def start() -> ResponseReturnValue:
    """Lead a person to the first page of their own menu; show others what this is."""
    if current_user.is_authenticated and (menu := own_menu()):
        return redirect(url_for(menu[0].endpoint))
    return render_template("accounts/start.html")
