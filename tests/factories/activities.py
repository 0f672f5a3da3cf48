"""Activities for tests."""

from typing import Any

from core.database import db
from tests.factories.register import make_levels
from workshops.activities import services
from workshops.activities.models import Activity
from workshops.activities.statements import ActivityKind, Qualifier


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
