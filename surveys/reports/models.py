"""Figures that were published before the system, kept as they were stated."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from core.database import Model


class PublishedFigure(Model):
    """A percentage that the programme published, with what is not known about it."""

    __tablename__ = "published_figures"

    year: Mapped[int] = mapped_column(primary_key=True)
    provider: Mapped[str] = mapped_column(String(200), primary_key=True)
    indicator: Mapped[str] = mapped_column(String(60), primary_key=True)
    percent: Mapped[float]
    stated_as: Mapped[str] = mapped_column(String(300))
    respondents: Mapped[int | None]
    note: Mapped[str] = mapped_column(String(500))
