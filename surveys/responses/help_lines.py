"""The people to call: proposed by a file, shown only while somebody has checked them within a year."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent / "slovenia" / "help_lines.json"
HOLDS_FOR = timedelta(days=365)


@dataclass(frozen=True)
class HelpLine:
    """A line that pupils can call."""

    id: str
    number: str
    name: Mapping[str, str]
    source: str


@dataclass(frozen=True)
class Help:
    """What every pupil's page says about help, and where its exit leads.

    Attributes
    ----------
    emergency
        The European emergency number, which needs nobody's confirmation.
    checked_on
        When the numbers were last confirmed; None when nobody has yet.

    """

    exit_address: str
    emergency: str
    lines: tuple[HelpLine, ...]
    checked_on: date | None

    def is_current(self, today: date) -> bool:
        """Tell whether the numbers were checked within a year."""
        return self.checked_on is not None and self.checked_on <= today < self.checked_on + HOLDS_FOR

    def shown(self, today: date) -> tuple[HelpLine, ...]:
        """Return the lines that may be shown: those with a number, while the check holds."""
        return tuple(line for line in self.lines if line.number) if self.is_current(today) else ()


def proposed_help(document: Mapping[str, Any]) -> Help:
    """Return what the file proposes; nobody has checked it."""
    lines = tuple(
        HelpLine(line["id"], line["number"], line["name"], line["source"]) for line in document["lines"]
    )
    return Help(document["exit_address"], document["emergency"], lines, None)


def confirmed_help(proposed: Help, setting: Mapping[str, Any]) -> Help:
    """Return the proposal with the numbers that the coordinator has confirmed."""
    if not setting:
        return proposed
    numbers = setting["numbers"]
    return replace(
        proposed,
        lines=tuple(replace(line, number=numbers.get(line.id, "")) for line in proposed.lines),
        checked_on=date.fromisoformat(setting["checked_on"]),
    )


PROPOSED = proposed_help(json.loads(FILE.read_text(encoding="utf-8")))
