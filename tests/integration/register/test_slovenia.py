"""The register of Slovenia as it is loaded, on both databases."""

from collections import Counter

from flask import Flask
from sqlalchemy import func, select

from core import audit
from core.database import db
from workshops.register import queries, services
from workshops.register.models import (
    ClassGroup,
    CountBasis,
    Municipality,
    RegionBorder,
    School,
    SchoolRole,
    StatisticalRegion,
    WinterGroup,
)


def count(model: type) -> int | None:
    return db.session.scalar(select(func.count()).select_from(model))


def test_slovenia_is_loaded_whole_and_once(app_on_both: Flask) -> None:
    for _ in range(2):
        services.load_slovenia()
        services.load_modelled_class_groups(["2024/25"])

        assert count(StatisticalRegion) == 12
        assert count(RegionBorder) == 21
        assert count(Municipality) == 212
        assert count(School) == 1009
        assert count(ClassGroup) == 9885 + 3002
    assert [entry.action for entry in audit.list_entries("school", "503")] == ["added"]


def test_the_levels_say_which_grades_are_visited(app: Flask) -> None:
    services.load_slovenia()

    targets = {level.code: level.target_grades for level in queries.list_levels()}

    assert targets == {"primary": [8, 9], "secondary": [2], "special_primary": [], "special_institution": []}


def test_the_schools_are_as_the_register_has_them(app: Flask) -> None:
    services.load_slovenia()

    schools = db.session.scalars(select(School)).all()
    roles = Counter(school.role for school in schools)

    assert [school.id for school in schools if school.closed_on] == ["679"]
    assert roles[SchoolRole.PARENT] == 457
    assert roles[SchoolRole.BRANCH] == 320
    assert sum(not school.is_bookable for school in schools) == 35
    assert Counter(school.language for school in schools) == {"sl": 989, "it": 11, "sl-hu": 9}


def test_demand_adds_up_to_the_target_grades(app: Flask) -> None:
    services.load_slovenia()
    services.load_modelled_class_groups(["2024/25"])

    demand = queries.list_demand("2024/25")

    assert len(demand) == 24
    assert {cell.bases for cell in demand} == {frozenset({CountBasis.MODELLED})}
    assert sum(cell.classes for cell in demand if cell.level_code == "secondary") == db.session.scalar(
        select(func.count(ClassGroup.id))
        .join(School)
        .where(School.level_code == "secondary", ClassGroup.grade == 2)
    )


def test_the_boundaries_come_with_the_regions_only_when_asked_for(app: Flask) -> None:
    services.load_slovenia()

    regions = queries.list_regions_with_boundaries()

    assert {region.boundary["type"] for region in regions} <= {"Polygon", "MultiPolygon"}
    assert len(regions) == 12


def test_the_winter_group_of_a_school_is_its_municipalitys(app: Flask) -> None:
    services.load_slovenia()

    groups = {
        (school.municipality.name, school.winter_group)
        for school in db.session.scalars(select(School).where(School.region_code == "SI037"))
    }

    assert ("Kočevje", WinterGroup.WEST) in groups
    assert ("Novo mesto", WinterGroup.EAST) in groups


def test_reported_class_groups_are_not_covered_by_modelled_ones(app: Flask) -> None:
    services.load_slovenia()
    db.session.add(
        ClassGroup(
            school_id="503",
            school_year="2024/25",
            grade=8,
            label="8. a",
            pupils=17,
            basis=CountBasis.REPORTED,
        )
    )
    db.session.commit()

    services.load_modelled_class_groups(["2024/25"])

    assert [group.pupils for group in queries.list_class_groups("503", "2024/25")] == [17]
