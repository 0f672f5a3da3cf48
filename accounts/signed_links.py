"""Links for schools: signed, so that a stolen database makes none; listed, so that each can end."""

import hashlib
import secrets
from datetime import datetime

from flask import current_app
from itsdangerous import BadSignature, Signer

from accounts.models import LinkPurpose, SignedLink, User
from core import clock
from core.database import db


def issue_link(
    purpose: LinkPurpose, subject_id: object, *, expires_at: datetime, issued_by: User | None = None
) -> SignedLink:
    """Make a link to one thing; the caller commits."""
    link = SignedLink(
        id=secrets.token_urlsafe(16),
        purpose=purpose,
        subject_id=str(subject_id),
        issued_at=clock.now(),
        expires_at=expires_at,
        issued_by_id=None if issued_by is None else issued_by.id,
    )
    db.session.add(link)
    return link


def token_of(link: SignedLink) -> str:
    """Return what stands in the address."""
    return _signer(link.purpose).sign(link.id).decode()


def find_link(token: str, purpose: LinkPurpose) -> SignedLink | None:
    """Return the link behind a token when it is genuine, neither revoked nor over; else None."""
    try:
        link_id = _signer(purpose).unsign(token).decode()
    except (BadSignature, UnicodeError):
        return None
    link = db.session.get(SignedLink, link_id)
    if link is None or link.purpose is not purpose or link.revoked_at or link.expires_at <= clock.now():
        return None
    return link


def revoke_link(link: SignedLink) -> None:
    """End a link now; the caller commits."""
    link.revoked_at = clock.now()


def _signer(purpose: LinkPurpose) -> Signer:
    return Signer(current_app.config["SECRET_KEY"], salt=f"link-{purpose}", digest_method=hashlib.sha256)
