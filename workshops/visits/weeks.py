"""A week of visits, Monday first."""

from dataclasses import dataclass
from datetime import date, timedelta

_WEEK = timedelta(days=7)
_WORKING_DAYS = 5


@dataclass(frozen=True)
class Week:
    """A week by its Monday."""

    monday: date

    @classmethod
    def containing(cls, day: date) -> "Week":
        """Return the week of a day."""
        return cls(day - timedelta(days=day.weekday()))

    @property
    def sunday(self) -> date:
        """The last day."""
        return self.monday + timedelta(days=6)

    @property
    def before(self) -> "Week":
        """The week before."""
        return Week(self.monday - _WEEK)

    @property
    def after(self) -> "Week":
        """The week after."""
        return Week(self.monday + _WEEK)

    def days(self, busy: frozenset[date] = frozenset()) -> list[date]:
        """Return Monday to Friday, and the weekend only when something happens on it."""
        days = [self.monday + timedelta(days=number) for number in range(7)]
        return [day for number, day in enumerate(days) if number < _WORKING_DAYS or day in busy]
