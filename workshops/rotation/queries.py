"""Reading rotation plans."""

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from core.database import db
from workshops.rotation.models import RotationPlan
from workshops.rotation.problem import Assignment


def list_published_plans() -> Sequence[RotationPlan]:
    """Return the published plans with their assignments, the newest first."""
    return db.session.scalars(
        select(RotationPlan)
        .where(RotationPlan.published_at.is_not(None))
        .options(selectinload(RotationPlan.assignments))
        .order_by(RotationPlan.published_at.desc(), RotationPlan.id.desc())
    ).all()


def list_turns(school_years: Collection[str]) -> list[Assignment]:
    """Return the turns of these school years; the newest published plan that has a year decides it."""
    turns: list[Assignment] = []
    plans = list_published_plans()
    for year in school_years:
        plan = next((plan for plan in plans if year in plan.school_years), None)
        cells = [] if plan is None else plan.assignments
        turns += [
            Assignment(year, cell.level_code, cell.region_code) for cell in cells if cell.school_year == year
        ]
    return turns
