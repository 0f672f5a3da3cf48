"""People and providers for tests: one cast, known by name."""

from collections.abc import Iterable

from sqlalchemy import select

from accounts.models import Provider, User
from accounts.policy import Role
from accounts.services import add_person
from core.database import db

PASSWORD = "trileto-test-password"


def make_provider(code: str = "police", name: str = "Ministrstvo za notranje zadeve in policija") -> Provider:
    """Return the provider with this code, made when it is missing."""
    provider = db.session.scalar(select(Provider).filter_by(code=code))
    if provider is None:
        provider = Provider(code=code, name=name)
        db.session.add(provider)
        db.session.flush()
    return provider


def make_person(
    name: str,
    role: Role,
    *,
    provider: Provider | None = None,
    region_codes: Iterable[str] = (),
) -> User:
    """Return a person who can sign in as <name>@example.si; committed."""
    person = add_person(
        email=f"{name.lower()}@example.si",
        name=name,
        password=PASSWORD,
        roles=[role],
        provider=provider,
        region_codes=region_codes,
    )
    db.session.commit()
    return person


def make_coordinator(name: str = "Klara") -> User:
    """Klara sees and plans everything."""
    return make_person(name, Role.COORDINATOR)


def make_officer(name: str = "Oskar", region_codes: Iterable[str] = ("SI034",)) -> User:
    """Oskar is an officer of the police in Savinjska."""
    return make_person(name, Role.OFFICER, provider=make_provider(), region_codes=region_codes)


def make_association_member(name: str = "Zala") -> User:
    """Zala leads workshops for an association."""
    return make_person(name, Role.FACILITATOR, provider=make_provider("kljuc", "Društvo Ključ"))


def make_analyst(name: str = "Anja") -> User:
    """Anja reads figures and changes nothing."""
    return make_person(name, Role.ANALYST)
