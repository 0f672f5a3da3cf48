"""The times of a visit: workshops one after the other, on a grid of five minutes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

GRID = timedelta(minutes=5)
MOST_WORKSHOPS = 4
# A visit that starts before or ends after these is a slip of the pen: 2.00 for 14.00.
EARLIEST, LATEST = time(7), time(20)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class WorkshopLengths:
    """How long a workshop lasts, and the break after it, in minutes."""

    workshop: int = 90
    pause: int = 10


@dataclass(frozen=True)
class Spell:
    """From one moment to a later one."""

    starts_at: datetime
    ends_at: datetime

    def overlaps(self, other: "Spell") -> bool:
        """Tell whether the two share more than a moment."""
        return self.starts_at < other.ends_at and other.starts_at < self.ends_at


def workshop_spells(starts_at: datetime, count: int, lengths: WorkshopLengths) -> tuple[Spell, ...]:
    """Return when each of so many workshops is held, the first of them at `starts_at`."""
    length = timedelta(minutes=lengths.workshop)
    step = length + timedelta(minutes=lengths.pause)
    return tuple(Spell(start, start + length) for start in (starts_at + k * step for k in range(count)))


def whole_of(spells: Sequence[Spell]) -> Spell:
    """Return the spell from the start of the first to the end of the last."""
    return Spell(spells[0].starts_at, spells[-1].ends_at)


def ticks_of(spell: Spell) -> range:
    """Return the steps of the grid since 1970 that the spell touches."""
    return range((spell.starts_at - _EPOCH) // GRID, -((_EPOCH - spell.ends_at) // GRID))


def is_on_grid(moment: datetime) -> bool:
    """Tell whether a moment on the wall stands on the grid."""
    return (moment - _EPOCH) % GRID == timedelta(0)


def next_on_grid(moment: datetime) -> datetime:
    """Return the first moment on the grid that is not before this one."""
    return moment + (_EPOCH - moment) % GRID


def is_in_school_hours(spell: Spell) -> bool:
    """Tell whether a spell on the wall lies within the hours in which schools work."""
    same_day = spell.starts_at.date() == spell.ends_at.date()
    return same_day and spell.starts_at.time() >= EARLIEST and spell.ends_at.time() <= LATEST
