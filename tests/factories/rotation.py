"""Rotation plans and a small country for them, for tests."""

from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import pairwise

from accounts.models import User
from core.database import db
from tests.factories.register import (
    make_class_group,
    make_levels,
    make_municipality,
    make_region,
    make_school,
)
from workshops.register.models import RegionBorder, StatisticalRegion
from workshops.rotation.models import Assignment, RotationPlan

CODES = ("SI031", "SI032", "SI033")
YEARS = ("2023/24", "2024/25", "2025/26")
# A rotation of three regions: primary, secondary a year later, a year off.
TURNS = {
    ("2023/24", "primary"): "SI031",
    ("2024/25", "secondary"): "SI031",
    ("2024/25", "primary"): "SI032",
    ("2025/26", "secondary"): "SI032",
    ("2025/26", "primary"): "SI033",
    ("2023/24", "secondary"): "SI033",
}


def make_country(*, with_classes: bool = True) -> list[StatisticalRegion]:
    """Return three regions in a row, each with one primary and one secondary class; committed."""
    make_levels()
    regions = [_region(code, place) for place, code in enumerate(CODES)]
    db.session.add_all(
        RegionBorder(region_a=one, region_b=other, shared_km=10.0) for one, other in pairwise(CODES)
    )
    db.session.commit()
    for number, region in enumerate(regions if with_classes else ()):
        place = make_municipality(f"SI-{number:03d}", f"Kraj {number}", region=region)
        make_class_group(make_school(f"P{number}", level="primary", municipality=place), grade=8)
        make_class_group(make_school(f"S{number}", level="secondary", municipality=place), grade=2)
    return regions


def make_plan(
    *,
    created_by: User | None = None,
    approved_by: User | None = None,
    published: bool = False,
    turns: Mapping[tuple[str, str], str] = TURNS,
    school_years: tuple[str, ...] = YEARS,
    name: str = "Cikel",
) -> RotationPlan:
    """Return a plan of the small country; committed."""
    moment = datetime(2024, 1, 8, 12, tzinfo=UTC)
    plan = RotationPlan(
        name=name,
        school_years=list(school_years),
        result=_result(school_years),
        created_at=moment,
        created_by=created_by,
        approved_by=approved_by,
        approved_at=moment if approved_by or published else None,
        published_at=moment if published else None,
        assignments=[
            Assignment(school_year=year, level_code=level, region_code=region)
            for (year, level), region in turns.items()
        ],
    )
    db.session.add(plan)
    db.session.commit()
    return plan


def _region(code: str, place: int) -> StatisticalRegion:
    region = make_region(code, "Regija")
    left, right = 14.0 + place, 15.0 + place
    corners = [[left, 46.0], [right, 46.0], [right, 46.5], [left, 46.5], [left, 46.0]]
    region.boundary = {"type": "Polygon", "coordinates": [corners]}
    return region


def _result(school_years: tuple[str, ...]) -> dict[str, object]:
    levels = ("primary", "secondary", "all")
    return {
        "status": "optimal",
        "objective": 0.0,
        "bound": 0.0,
        "gap": 0.0,
        "terms": {"balance": 0.0, "cut": 2, "changes": 0},
        "deviations": dict.fromkeys(levels, 0.0),
        "loads": [
            {"year": year, "level": level, "classes": 1.0, "pupils": 21.0}
            for year in school_years
            for level in levels
        ],
        "demand_year": "2024/25",
        "bases": ["modelled"],
        "weights": {"balance": 1.0, "cut": 0.0, "changes": 0.0},
        "fixed_years": [],
        "follow": True,
        "contiguous": False,
    }
