"""Attendance, materials and teachers' links for tests; each is committed."""

import secrets
from datetime import datetime, timedelta

from accounts.models import LinkPurpose
from accounts.signed_links import issue_link, token_of
from core.database import db
from tests.factories.visits import at
from workshops.attendance.counts import Counts, SentForm
from workshops.attendance.models import Attendance, Handout, Material
from workshops.visits.models import Visit, Workshop

# An hour after the workshops of `make_visit`.
AFTER = at("12:00")


def make_material(code: str = "leaflet", name_sl: str = "Zloženka", name_en: str = "Leaflet") -> Material:
    """Return a new material."""
    material = Material(code=code, name_sl=name_sl, name_en=name_en)
    db.session.add(material)
    db.session.commit()
    return material


def make_counts(**counts: object) -> Counts:
    """Return counts that can be right; any of them can be given."""
    return Counts(**{"enrolled": 21, "present": 19, "teachers": 1} | counts)  # type: ignore[arg-type]


def make_sent_form(replaces: str = "") -> SentForm:
    """Return a form that nobody has sent before."""
    return SentForm(secrets.token_hex(16), replaces)


def make_attendance(
    workshop: Workshop,
    *,
    enrolled: int = 21,
    present: int = 19,
    handed_out: dict[int, int] | None = None,
    reported_at: datetime = AFTER,
) -> Attendance:
    """Return the attendance of a workshop as its teacher reported it."""
    attendance = Attendance(
        workshop_id=workshop.id,
        enrolled=enrolled,
        present=present,
        teachers=1,
        form_token=secrets.token_hex(16),
        reported_at=reported_at,
        handouts=[
            Handout(material_id=number, copies=copies) for number, copies in (handed_out or {}).items()
        ],
    )
    db.session.add(attendance)
    db.session.commit()
    return attendance


def make_teacher_link(
    visit: Visit,
    *,
    purpose: LinkPurpose = LinkPurpose.ATTENDANCE,
    lasts: timedelta = timedelta(days=400),
) -> str:
    """Return the token of a link for the teachers of a visit."""
    link = issue_link(purpose, visit.id, expires_at=visit.starts_at + lasts)
    db.session.commit()
    return token_of(link)
