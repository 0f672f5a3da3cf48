"""Sign-in with the library, in our words."""

from flask import Flask
from flask_babel import lazy_gettext as _
from flask_security import LoginForm, Security, SQLAlchemyUserDatastore
from wtforms import EmailField, PasswordField, SubmitField
from wtforms.validators import InputRequired

from accounts.models import RoleRow, User
from core.database import db
from core.forms import Form

SETTINGS = {
    "SECURITY_LOGIN_URL": "/sign-in",
    "SECURITY_LOGOUT_URL": "/sign-out",
    "SECURITY_LOGOUT_METHODS": ["POST"],
    "SECURITY_VERIFY_URL": "/verify",
    "SECURITY_POST_LOGIN_VIEW": "/",
    "SECURITY_POST_LOGOUT_VIEW": "/",
    "SECURITY_PASSWORD_HASH": "argon2",
    "SECURITY_PASSWORD_SCHEMES": ["argon2"],
    # argon2 salts each password itself; hashing twice with a key of the installation would only add a secret
    # that must never be lost.
    "SECURITY_PASSWORD_SINGLE_HASH": ["argon2"],
    "SECURITY_PASSWORD_SALT": "not used: argon2 salts each password",
    "SECURITY_EMAIL_VALIDATOR_ARGS": {"check_deliverability": False},
    "SECURITY_RETURN_GENERIC_RESPONSES": True,
    "SECURITY_SEND_REGISTER_EMAIL": False,
    "SECURITY_FLASH_MESSAGES": False,
    "SECURITY_CSRF_IGNORE_UNAUTH_ENDPOINTS": False,
    "SECURITY_MSG_GENERIC_AUTHN_FAILED": (
        _("E-mail address and password do not belong together. Check both and try again."),
        "error",
    ),
}


class SignInForm(LoginForm, Form):
    """E-mail address and password."""

    email = EmailField(
        _("E-mail address"),
        validators=[InputRequired(_("Enter your e-mail address."))],
        render_kw={"autocomplete": "username", "inputmode": "email"},
    )
    password = PasswordField(
        _("Password"),
        validators=[InputRequired(_("Enter your password."))],
        render_kw={"autocomplete": "current-password"},
    )
    submit = SubmitField(_("Sign in"))


def init_app(app: Flask) -> None:
    """Let people sign in."""
    for name, value in SETTINGS.items():
        app.config.setdefault(name, value)
    datastore = SQLAlchemyUserDatastore(db, User, RoleRow)
    Security(app, datastore, login_form=SignInForm)
