"""Everything else that the programme reports."""

from datetime import date

from sqlalchemy import JSON, CheckConstraint, Enum, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.database import Model, enum_by_value
from workshops.activities.statements import ActivityKind, Count, Qualifier
from workshops.register.models import SchoolLevel


class Activity(Model):
    """One statement about an activity, kept as its source states it."""

    __tablename__ = "activities"
    __table_args__ = (
        CheckConstraint("events >= 0 AND participants >= 0 AND teachers >= 0", name="counts_not_negative"),
        CheckConstraint("speakers >= 0 AND media >= 0 AND copies >= 0", name="details_not_negative"),
        CheckConstraint("starts_on <= ends_on", name="starts_before_it_ends"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[str] = mapped_column(String(20), unique=True)
    year: Mapped[int] = mapped_column(index=True)
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    kind: Mapped[ActivityKind] = mapped_column(enum_by_value(ActivityKind))
    level_code: Mapped[str | None] = mapped_column(ForeignKey("school_levels.code"))
    provider: Mapped[str] = mapped_column(String(200))
    partner: Mapped[str] = mapped_column(String(200), default="")
    audience: Mapped[str] = mapped_column(String(300), default="")
    events: Mapped[int | None]
    # A name of its own: the constraints of one table need different names.
    events_qualifier: Mapped[Qualifier | None] = mapped_column(
        enum_by_value(Qualifier).adapt(Enum, name="events_qualifier")  # type: ignore[no-untyped-call]
    )
    participants: Mapped[int | None]
    # Null where the source gives no number and no word either.
    qualifier: Mapped[Qualifier | None] = mapped_column(enum_by_value(Qualifier))
    teachers: Mapped[int | None]
    speakers: Mapped[int | None]
    # How many newspapers, stations and portals reported.
    media: Mapped[int | None]
    copies: Mapped[int | None]
    region_codes: Mapped[list[str]] = mapped_column(JSON, default=list)
    places: Mapped[list[str]] = mapped_column(JSON, default=list)
    note: Mapped[str] = mapped_column(String(500), default="")
    # Our translation of what is stated, by language, then by the text itself.
    translations: Mapped[dict[str, dict[str, str]]] = mapped_column(JSON, default=dict)

    level: Mapped[SchoolLevel | None] = relationship()

    @property
    def events_count(self) -> Count | None:
        """How many events, with the word of the number."""
        return _count(self.events, self.events_qualifier)

    @property
    def participants_count(self) -> Count | None:
        """How many participants, with the word of the number."""
        return _count(self.participants, self.qualifier)

    def wording(self, text: str, language: str) -> str:
        """Return a stated text in a language, or as it was stated."""
        return self.translations.get(language, {}).get(text, text)


def _count(value: int | None, qualifier: Qualifier | None) -> Count | None:
    return None if value is None else Count(value, qualifier or Qualifier.EXACT)
