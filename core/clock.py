"""The time now, and the time on the wall in the schools."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

WALL = ZoneInfo("Europe/Ljubljana")


def now() -> datetime:
    """Return the moment, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """Return the date on the wall."""
    return datetime.now(WALL).date()


def on_the_wall(moment: datetime) -> datetime:
    """Return a moment as the clock in a school shows it."""
    return moment.astimezone(WALL)


def from_the_wall(day: date, clock: time) -> datetime:
    """Return the moment, in UTC, at which the clock in a school shows this time."""
    return datetime.combine(day, clock, WALL).astimezone(UTC)
