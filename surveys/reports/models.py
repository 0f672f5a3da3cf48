"""Figures that were published before the system, kept as they were stated."""

from sqlalchemy import JSON, CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Model, enum_by_value
from surveys.reports.contradictions import Measure


class PublishedFigure(Model):
    """A percentage that the programme published, with what is not known about it."""

    __tablename__ = "published_figures"
    __table_args__ = (CheckConstraint("percent BETWEEN 0 AND 100", name="percentage"),)

    year: Mapped[int] = mapped_column(primary_key=True)
    provider_en: Mapped[str] = mapped_column(String(200), primary_key=True)
    provider_sl: Mapped[str] = mapped_column(String(200))
    indicator: Mapped[str] = mapped_column(String(60), primary_key=True)
    name_sl: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200))
    percent: Mapped[float]
    stated_as_sl: Mapped[str] = mapped_column(String(300))
    stated_as_en: Mapped[str] = mapped_column(String(300))
    respondents: Mapped[int | None]
    note_sl: Mapped[str] = mapped_column(String(500))
    note_en: Mapped[str] = mapped_column(String(500))


class StatedTotal(Model):
    """A total that a source states, and the activities that it is the sum of."""

    __tablename__ = "stated_totals"

    code: Mapped[str] = mapped_column(String(60), primary_key=True)
    name_sl: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200))
    year: Mapped[int] = mapped_column(index=True)
    measure: Mapped[Measure] = mapped_column(enum_by_value(Measure))
    stated: Mapped[int]
    # Record numbers of activities; the total can stand before its parts are known.
    stated_in: Mapped[str] = mapped_column(String(20))
    parts: Mapped[list[str]] = mapped_column(JSON)
    source_sl: Mapped[str] = mapped_column(String(200))
    source_en: Mapped[str] = mapped_column(String(200))
