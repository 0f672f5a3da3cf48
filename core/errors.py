"""Error pages: a calm sentence in the person's language, never a trace."""

from http import HTTPStatus

from flask import Flask, current_app, render_template
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from core.database import db

SHOWN = (400, 403, 404, 409, 413, 429, 500, 503)


def init_app(app: Flask) -> None:
    """Show the page of each error."""
    app.register_error_handler(HTTPException, show_error)
    app.register_error_handler(CSRFError, show_expired_form)
    app.register_error_handler(OperationalError, show_unavailable)
    app.register_error_handler(Exception, show_failure)


def show_error(error: HTTPException) -> ResponseReturnValue:
    """Answer with the page of the error's status, or of its kind."""
    code = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    if code < HTTPStatus.BAD_REQUEST:
        return error.get_response()
    shown = code if code in SHOWN else (400 if code < HTTPStatus.INTERNAL_SERVER_ERROR else 500)
    headers = {
        name: value
        for name, value in error.get_headers()
        if name.lower() in {"allow", "retry-after", "www-authenticate"}
    }
    return render_template(f"errors/{shown}.html"), code, headers


def show_expired_form(_error: CSRFError) -> ResponseReturnValue:
    """Say that the form is no longer valid and what to do."""
    return render_template("errors/400.html", form_expired=True), HTTPStatus.BAD_REQUEST


def show_unavailable(error: OperationalError) -> ResponseReturnValue:
    """Say that the database does not answer; what was acknowledged is safe."""
    db.session.rollback()
    _log(error)
    return render_template("errors/503.html"), HTTPStatus.SERVICE_UNAVAILABLE, {"Retry-After": "10"}


def show_failure(error: Exception) -> ResponseReturnValue:
    """Say that something went wrong on our side."""
    db.session.rollback()
    _log(error)
    return render_template("errors/500.html"), HTTPStatus.INTERNAL_SERVER_ERROR


def _log(error: Exception) -> None:
    if current_app.testing:
        raise error
    current_app.logger.error("request failed", exc_info=error)
