"""Activities for tests."""

from typing import Any

from core.database import db
from workshops.activities import services
from workshops.activities.models import Activity
from workshops.activities.statements import ActivityKind, Qualifier
from workshops.register.models import SchoolLevel

LEVELS = (
    {"code": "primary", "name_sl": "osnovna šola", "name_en": "primary school", "last_grade": 9},
    {"code": "secondary", "name_sl": "srednja šola", "name_en": "secondary school", "last_grade": 4},
)


def make_levels() -> None:
    """Make the levels of school that are missing; the caller commits."""
    for position, level in enumerate(LEVELS, start=1):
        if db.session.get(SchoolLevel, level["code"]) is None:
            db.session.add(SchoolLevel(**level, position=position, first_grade=1))
    db.session.flush()


def load_published_activities() -> int:
    """Bring in the published activities, with the levels that they speak of; return how many came."""
    make_levels()
    return services.load_slovenia()


def make_activity(record_id: str = "T01", **columns: Any) -> Activity:
    """Return an activity; committed."""
    defaults: dict[str, Any] = {
        "year": 2024,
        "kind": ActivityKind.PROFESSIONAL_TRAINING,
        "provider": "Društvo Ključ",
        "events": 1,
        "participants": 20,
        "qualifier": Qualifier.EXACT,
    }
    activity = Activity(record_id=record_id, **{**defaults, **columns})
    db.session.add(activity)
    db.session.commit()
    return activity
