from datetime import date

from flask import Flask

from core.database import db
from surveys.reports.overview import Matter
from surveys.reports.overview_queries import get_overview
from tests.factories.register import make_class_group
from tests.factories.reports import load_published_figures, make_attendance
from tests.factories.rotation import make_country, make_plan
from tests.factories.visits import make_facilitator, make_visit
from workshops.register.models import School

TODAY = date(2024, 10, 10)


def test_overview_counts_the_same_on_both_databases(app_on_both: Flask) -> None:
    make_country()
    make_plan(published=True)
    load_published_figures()
    school, leader = db.session.get_one(School, "P1"), make_facilitator()
    held, missing = (
        make_visit(make_class_group(school, label=f"8. {letter}"), facilitator=leader, held_on=day)
        for letter, day in (("b", date(2024, 10, 7)), ("c", date(2024, 10, 8)))
    )
    make_attendance(held.workshops[0], present=20)

    overview = get_overview("", TODAY)

    assert overview.school_year == "2024/25"
    assert overview.school_years == ("2023/24", "2024/25", "2025/26")
    assert (overview.visits.held, overview.workshops.held, overview.workshops.with_attendance) == (2, 2, 1)
    primary, secondary = overview.due
    assert (primary.classes, primary.booked, primary.held) == (3, 2, 2)
    assert (secondary.classes, secondary.booked, secondary.held) == (1, 0, 0)
    assert [(item.matter, item.count) for item in overview.attention] == [
        (Matter.ATTENDANCE_MISSING, 1),
        (Matter.CONTRADICTIONS, 2),
    ]
    assert missing.workshops[0].not_held_reason is None
