"""What a report is made from, for tests."""

import secrets
from datetime import UTC, datetime

from core.database import db
from surveys.reports import services
from tests.factories.activities import load_published_activities
from workshops.attendance.models import Attendance, Handout, Material
from workshops.visits.models import Workshop


def load_published_figures() -> int:
    """Bring in everything that was published, activities first; return how many figures came."""
    load_published_activities()
    return services.load_slovenia()


def make_attendance(
    workshop: Workshop, *, present: int = 20, teachers: int = 1, handed_out: int = 0
) -> Attendance:
    """Return the attendance of a workshop; committed."""
    attendance = Attendance(
        workshop_id=workshop.id,
        enrolled=present,
        present=present,
        teachers=teachers,
        form_token=secrets.token_hex(16),
        reported_at=datetime(2024, 10, 8, 12, tzinfo=UTC),
    )
    if handed_out:
        attendance.handouts = [Handout(material=make_material(), copies=handed_out)]
    db.session.add(attendance)
    db.session.commit()
    return attendance


def make_material(code: str = "leaflet") -> Material:
    """Return the material with this code, made when it is missing."""
    return db.session.query(Material).filter_by(code=code).one_or_none() or Material(
        code=code, name_sl="Zgibanka", name_en="Leaflet"
    )
