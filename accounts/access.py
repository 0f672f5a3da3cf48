"""The policy at work: every request is held against it before its view runs."""

from typing import cast

from flask import Flask, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from accounts.models import User
from accounts.policy import ROUTES, Open, Permission, Scope, permissions_of, scope_of
from core.templates import this_address


def init_app(app: Flask) -> None:
    """Hold every request against the policy."""
    app.before_request(enforce_policy)
    app.add_template_global(may)


def enforce_policy() -> ResponseReturnValue | None:
    """Let the request through, ask for a sign-in, or refuse."""
    if request.endpoint is None:
        return None
    rule = ROUTES.get(request.endpoint)
    if isinstance(rule, Open):
        return None
    if not current_user.is_authenticated:
        return redirect(url_for("security.login", next=this_address()))
    if rule is None or not may(rule):
        abort(403)
    return None


def may(permission: Permission | str) -> bool:
    """Tell whether the person who is signed in has a permission."""
    if not current_user.is_authenticated:
        return False
    return Permission(permission) in permissions_of([role.name for role in current_user.roles])


def person() -> User:
    """Return the person who is signed in; views behind a permission always have one."""
    return cast("User", current_user._get_current_object())  # noqa: SLF001 - werkzeug's way to the real object


def own_scope() -> Scope:
    """Return what the person who is signed in may see of the visits."""
    user = person()
    return scope_of([role.name for role in user.roles], user.provider_id, user.region_codes, user.id)
