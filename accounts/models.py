"""People, their roles, the providers that they work for, and the links that schools hold."""

from datetime import datetime
from enum import StrEnum

from flask_security import RoleMixin, UserMixin
from sqlalchemy import Column, ForeignKey, Integer, String, Table
from sqlalchemy.ext.mutable import MutableList
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.types import JSON

from core.database import Model, UtcDateTime, enum_by_value

user_roles = Table(
    "user_roles",
    Model.metadata,
    Column("user_id", ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
    Column("role_id", ForeignKey("roles.id", ondelete="CASCADE"), primary_key=True),
)


class Provider(Model):
    """Who leads workshops: the Ministry with the police, an association."""

    __tablename__ = "providers"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)


class RoleRow(Model, RoleMixin):
    """One role of `accounts.policy.Role`, as the sign-in library wants it."""

    __tablename__ = "roles"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(40), unique=True)


class User(Model, UserMixin):
    """A person with an account."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(255), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    password: Mapped[str | None] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    # What the session cookie names; a new value ends every session of the person.
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    provider_id: Mapped[int | None] = mapped_column(ForeignKey("providers.id"))
    # The regions in which an officer works; the codes belong to the register, which stands above this slice.
    region_codes: Mapped[list[str]] = mapped_column(MutableList.as_mutable(JSON), default=list)

    provider: Mapped[Provider | None] = relationship()
    # The sign-in library calls the rows of this list RoleMixin.
    roles: Mapped[list[RoleRow]] = relationship(  # type: ignore[assignment]
        secondary=user_roles, order_by=RoleRow.id
    )

    @property
    def audit_id(self) -> int | None:
        """The number under which the audit trail knows the person."""
        return self.id

    @property
    def audit_label(self) -> str:
        """The name under which the audit trail shows the person."""
        return self.name


class LinkPurpose(StrEnum):
    """What a signed link opens."""

    ATTENDANCE = "attendance"
    SCHOOL = "school"


class SignedLink(Model):
    """A link for somebody without an account; it can be revoked, and ends by itself."""

    __tablename__ = "signed_links"

    id: Mapped[str] = mapped_column(String(22), primary_key=True)
    purpose: Mapped[LinkPurpose] = mapped_column(enum_by_value(LinkPurpose))
    # The visit or the school that it opens, as text: those tables stand above this slice.
    subject_id: Mapped[str] = mapped_column(String(40), index=True)
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    issued_by_id: Mapped[int | None] = mapped_column(Integer, ForeignKey("users.id", ondelete="SET NULL"))
