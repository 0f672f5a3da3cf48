"""What a register file would change: schools added, changed field by field, closed; none is ever deleted."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields

from workshops.register.rows import SchoolRecord

FIELDS = tuple(field.name for field in fields(SchoolRecord) if field.name != "id")


@dataclass(frozen=True)
class FieldChange:
    """One field of a school, before and after."""

    field: str
    before: str | float | bool | None
    after: str | float | bool | None


@dataclass(frozen=True)
class SchoolChange:
    """What changes about one school of the register."""

    id: str
    name: str
    fields: tuple[FieldChange, ...]

    @property
    def action(self) -> str:
        """What happens to the school, in one word."""
        closing = [change.after for change in self.fields if change.field == "is_closed"]
        return ("closed" if closing[0] else "reopened") if closing else "changed"


@dataclass(frozen=True)
class RegisterChange:
    """Everything that a file changes.

    A school that the file does not name stays as it is: a file may hold a part of the register, and only a
    row that says so closes a school.
    """

    added: tuple[SchoolRecord, ...]
    changed: tuple[SchoolChange, ...]
    missing: tuple[str, ...]
    unchanged: int

    @property
    def is_empty(self) -> bool:
        """Whether the register already says what the file says."""
        return not (self.added or self.changed)

    @property
    def fingerprint(self) -> str:
        """A short name of exactly this change, to see whether the one confirmed is the one shown."""
        text = json.dumps(
            [[asdict(school) for school in self.added], [asdict(change) for change in self.changed]],
            sort_keys=True,
        )
        return hashlib.sha256(text.encode()).hexdigest()[:32]

    def count(self, action: str) -> int:
        """Return how many schools of the register are closed, reopened or only changed."""
        return sum(change.action == action for change in self.changed)


def diff_register(existing: Mapping[str, SchoolRecord], incoming: Iterable[SchoolRecord]) -> RegisterChange:
    """Return what the incoming records change in the register, in the order of the file."""
    added, changed, named = [], [], set()
    for record in incoming:
        named.add(record.id)
        before = existing.get(record.id)
        if before is None:
            added.append(record)
        elif different := _compare(before, record):
            changed.append(SchoolChange(record.id, record.name, different))
    missing = tuple(
        school_id for school_id, school in existing.items() if school_id not in named and not school.is_closed
    )
    return RegisterChange(
        tuple(added), tuple(changed), missing, unchanged=len(named) - len(added) - len(changed)
    )


def _compare(before: SchoolRecord, after: SchoolRecord) -> tuple[FieldChange, ...]:
    return tuple(
        FieldChange(name, getattr(before, name), getattr(after, name))
        for name in FIELDS
        if getattr(before, name) != getattr(after, name)
    )
