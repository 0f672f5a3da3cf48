"""Making people and providers."""

import secrets
from collections.abc import Iterable

from flask_security import hash_password
from sqlalchemy import select

from accounts.models import Provider, RoleRow, User
from accounts.policy import Role
from core.database import db


def ensure_roles() -> dict[Role, RoleRow]:
    """Return the row of every role, made when it is missing; the caller commits."""
    rows = {Role(row.name): row for row in db.session.scalars(select(RoleRow))}
    for role in Role:
        if role not in rows:
            rows[role] = RoleRow(name=role.value)
            db.session.add(rows[role])
    return rows


def add_person(
    *,
    email: str,
    name: str,
    password: str,
    roles: Iterable[Role],
    provider: Provider | None = None,
    region_codes: Iterable[str] = (),
) -> User:
    """Add a person who can sign in; the caller commits."""
    rows = ensure_roles()
    user = User(
        email=email,
        name=name,
        password=hash_password(password),
        active=True,
        fs_uniquifier=secrets.token_hex(32),
        provider=provider,
        region_codes=list(region_codes),
        roles=[rows[role] for role in roles],
    )
    db.session.add(user)
    return user
