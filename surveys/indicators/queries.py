"""What the indicators are computed from, and the releases that may be shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlalchemy.orm import InstrumentedAttribute

from accounts.models import Provider
from core.database import db
from core.language import localized
from surveys.indicators.figures import DIMENSIONS, EVERYBODY, Figure, Group, Indicator
from surveys.indicators.models import IndicatorRelease, Tally
from surveys.responses.models import CLOSING_GRACE, WorkshopSurvey
from workshops.attendance.models import Attendance
from workshops.register.models import School, SchoolLevel, StatisticalRegion
from workshops.visits.models import Visit, Workshop

AnySelect = Select[*tuple[Any, ...]]
# The dimensions of the figures, as columns of a workshop.
_WHERE_IT_BELONGS: Sequence[InstrumentedAttribute[str]] = (
    School.region_code,
    School.level_code,
    Provider.code,
    Visit.school_year,
)


@dataclass(frozen=True)
class TallyRow:
    """A tally with the place of its workshop."""

    group: Group
    school: str
    tally: Tally


def list_tallies() -> list[TallyRow]:
    """Return every tally with the region, level, provider, school year and school of its workshop."""
    statement = _joined(Tally).add_columns(School.id, Tally)
    return [TallyRow((row[0], row[1], row[2], row[3]), row[4], row[5]) for row in _rows(statement)]


def delivered_frame() -> pd.DataFrame:
    """Return one row a workshop with attendance: the dimensions and the pupils present."""
    rows = _rows(_joined(Attendance).add_columns(Attendance.present))
    return pd.DataFrame(rows, columns=[*DIMENSIONS, "present"])


def list_untallied(now: datetime) -> Sequence[WorkshopSurvey]:
    """Return the surveys to which nothing more can come and that have not been tallied."""
    return db.session.scalars(
        select(WorkshopSurvey)
        .where(WorkshopSurvey.closes_at <= now - CLOSING_GRACE, ~_is_tallied())
        .order_by(WorkshopSurvey.workshop_id)
    ).all()


def get_present(workshop_id: int) -> int | None:
    """Return how many pupils were present at a workshop; None while nobody has said."""
    return db.session.scalar(select(Attendance.present).filter_by(workshop_id=workshop_id))


def dimension_names() -> dict[str, dict[str, str]]:
    """Return what each value of each dimension is called in the language of the page."""
    return {
        "region": {
            region.code: localized(region) for region in db.session.scalars(select(StatisticalRegion))
        },
        "level": {level.code: localized(level) for level in db.session.scalars(select(SchoolLevel))},
        "provider": {provider.code: provider.name for provider in db.session.scalars(select(Provider))},
        "school_year": {},
    }


def count_tallied() -> tuple[int, int, int]:
    """Return the numbers of tallied workshops, of their responses and of those set aside."""
    row = db.session.execute(
        select(
            func.count(Tally.workshop_id.distinct()),
            func.coalesce(func.sum(Tally.responses), 0),
            func.coalesce(func.sum(Tally.surplus), 0),
        )
    ).one()
    return int(row[0]), int(row[1]), int(row[2])


def find_latest_release() -> IndicatorRelease | None:
    """Return the newest release, if there is one."""
    return db.session.scalar(select(IndicatorRelease).order_by(IndicatorRelease.number.desc()).limit(1))


@dataclass(frozen=True)
class ReleasedFigures:
    """The figures of one release, looked up by indicator and group."""

    number: int
    released_at: datetime
    workshops: int
    responses: int
    surplus: int
    figures: dict[tuple[Indicator, Group], Figure]

    def find(self, indicator: Indicator, group: Group = EVERYBODY) -> Figure | None:
        """Return one figure; None where nobody in the group answered."""
        return self.figures.get((indicator, group))

    def along(self, indicator: Indicator, dimension: str, within: Group) -> list[Figure]:
        """Return a figure for each value of one dimension, the others being held as they are in `within`."""
        at = DIMENSIONS.index(dimension)
        return [
            figure
            for (name, group), figure in self.figures.items()
            if name is indicator
            and group[at] != EVERYBODY[at]
            and all(value == within[other] for other, value in enumerate(group) if other != at)
        ]

    def values(self, dimension: str) -> list[str]:
        """Return the values of a dimension that have figures."""
        at = DIMENSIONS.index(dimension)
        return sorted({group[at] for _, group in self.figures} - {EVERYBODY[at]})


def find_released_figures() -> ReleasedFigures | None:
    """Return the figures of the newest release, if there is one."""
    release = find_latest_release()
    if release is None:
        return None
    figures = [Figure.from_json(stored) for stored in release.figures]
    return ReleasedFigures(
        release.number,
        release.released_at,
        release.workshops,
        release.responses,
        release.surplus,
        {(figure.indicator, figure.group): figure for figure in figures},
    )


def _joined(kept: type[Tally | Attendance]) -> AnySelect:
    """Return the dimensions of every workshop of which something is kept, in order."""
    statement: AnySelect = select(*_WHERE_IT_BELONGS)
    return (
        statement.select_from(kept)
        .join(Workshop, Workshop.id == kept.workshop_id)
        .join(Visit, Visit.id == Workshop.visit_id)
        .join(School, School.id == Visit.school_id)
        .join(Provider, Provider.id == Visit.provider_id)
        .where(Visit.cancelled_at.is_(None))
        .order_by(Workshop.id)
    )


def _rows(statement: AnySelect) -> Sequence[tuple[Any, ...]]:
    return [tuple(row) for row in db.session.execute(statement)]


def _is_tallied() -> ColumnElement[bool]:
    return exists().where(Tally.workshop_id == WorkshopSurvey.workshop_id)
