"""School years: written 2023/24, from 1 September to 31 August."""

import re
from dataclasses import dataclass
from datetime import date
from functools import total_ordering

_FIRST_MONTH = 9
_WRITTEN = re.compile(r"(\d{4})/(\d{2})")


@total_ordering
@dataclass(frozen=True)
class SchoolYear:
    """A school year by the calendar year in which it starts."""

    start: int

    @classmethod
    def parse(cls, text: str) -> "SchoolYear":
        """Return the school year written as 2023/24, or raise ValueError."""
        match = _WRITTEN.fullmatch(text)
        if match is None or (int(match[1]) + 1) % 100 != int(match[2]):
            raise ValueError(f"{text!r} is not a school year such as 2023/24")
        return cls(int(match[1]))

    @classmethod
    def containing(cls, day: date) -> "SchoolYear":
        """Return the school year to which a day belongs."""
        return cls(day.year if day.month >= _FIRST_MONTH else day.year - 1)

    @property
    def first_day(self) -> date:
        """The first day, 1 September."""
        return date(self.start, _FIRST_MONTH, 1)

    @property
    def last_day(self) -> date:
        """The last day, 31 August."""
        return date(self.start + 1, _FIRST_MONTH - 1, 31)

    def later(self, years: int) -> "SchoolYear":
        """Return the school year so many years later."""
        return SchoolYear(self.start + years)

    def __str__(self) -> str:
        return f"{self.start}/{(self.start + 1) % 100:02d}"

    def __lt__(self, other: "SchoolYear") -> bool:
        return self.start < other.start
