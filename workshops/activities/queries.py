"""Reading activities."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, func, select

from core.database import db
from workshops.activities.models import Activity
from workshops.activities.statements import ActivityKind, Count, Named, Qualifier, Statement, Total, add_up
from workshops.register.models import StatisticalRegion

PAGE_SIZE = 50
# What the list can be sorted by, and the columns behind each.
ORDERS = {
    "date": (Activity.year, Activity.starts_on, Activity.record_id),
    "provider": (Activity.provider, Activity.record_id),
    "events": (Activity.events, Activity.record_id),
    "participants": (Activity.participants, Activity.record_id),
}


@dataclass(frozen=True)
class ActivityFilter:
    """Which activities are wanted; None is all of them."""

    kind: ActivityKind | None = None
    provider: str | None = None
    year: int | None = None
    sort: str = ""
    page: int = 1

    @property
    def conditions(self) -> list[ColumnElement[bool]]:
        """The filter as the database reads it."""
        wanted = {"kind": self.kind, "provider": self.provider, "year": self.year}
        return [getattr(Activity, name) == value for name, value in wanted.items() if value is not None]


@dataclass(frozen=True)
class ActivityList:
    """One page of a list, and what the whole list adds up to."""

    activities: Sequence[Activity]
    count: int
    page: int
    participants: Total

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.count // PAGE_SIZE))


def list_activities(wanted: ActivityFilter) -> ActivityList:
    """Return one page of the activities that a filter lets through."""
    counts = db.session.execute(
        select(Activity.participants, Activity.qualifier).where(*wanted.conditions)
    ).all()
    last_page = max(1, -(-len(counts) // PAGE_SIZE))
    page = min(max(wanted.page, 1), last_page)
    statement = _ordered(select(Activity).where(*wanted.conditions), wanted.sort)
    activities = db.session.scalars(statement.offset((page - 1) * PAGE_SIZE).limit(PAGE_SIZE)).all()
    total = add_up(
        None if number is None else Count(number, word or Qualifier.EXACT) for number, word in counts
    )
    return ActivityList(activities, len(counts), page, total)


def find_activity(record_id: str) -> Activity | None:
    """Return one activity by the number under which it was reported."""
    return db.session.scalar(select(Activity).filter_by(record_id=record_id))


def list_providers(language: str) -> list[tuple[str, str]]:
    """Return every provider of an activity as stated and in a language, in the order of the latter."""
    one_each = select(func.min(Activity.id)).group_by(Activity.provider)
    activities = db.session.scalars(select(Activity).where(Activity.id.in_(one_each)))
    names = [(activity.provider, activity.wording(activity.provider, language)) for activity in activities]
    return sorted(names, key=lambda name: name[1])


def list_years() -> list[int]:
    """Return the years with activities, the newest first."""
    return list(db.session.scalars(select(Activity.year).distinct().order_by(Activity.year.desc())))


def list_regions(codes: Sequence[str]) -> Sequence[StatisticalRegion]:
    """Return the regions with these codes, in the order of the codes."""
    regions = db.session.scalars(select(StatisticalRegion).where(StatisticalRegion.code.in_(codes))).all()
    return sorted(regions, key=lambda region: list(codes).index(region.code))


def list_statements(year: int) -> list[Statement]:
    """Return what the activities of a calendar year state, for reports."""
    activities = db.session.scalars(select(Activity).filter_by(year=year).order_by(Activity.record_id))
    return [_statement(activity) for activity in activities]


def _statement(activity: Activity) -> Statement:
    name_sl = activity.wording(activity.provider, "sl")
    return Statement(
        record_id=activity.record_id,
        kind=activity.kind,
        provider=Named(activity.provider, name_sl, activity.wording(activity.provider, "en")),
        level_code=activity.level_code,
        events=activity.events_count,
        participants=activity.participants_count,
        teachers=activity.teachers,
        copies=activity.copies,
        region_codes=tuple(activity.region_codes),
    )


def _ordered(statement: Select[Activity], sort: str) -> Select[Activity]:
    columns = ORDERS.get(sort.removeprefix("-"))
    if columns is None:
        return statement.order_by(
            Activity.year.desc(), Activity.starts_on.desc().nulls_last(), Activity.record_id
        )
    first, *others = columns
    leading = first.desc() if sort.startswith("-") else first.asc()
    return statement.order_by(leading.nulls_last(), *others)
