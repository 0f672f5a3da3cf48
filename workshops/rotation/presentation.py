"""A plan as its pages show it: maps, the table of regions by year, loads, whom it reaches."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from markupsafe import Markup

from core.language import Text, join_list, localized
from core.plots import draw
from workshops.register.models import SchoolLevel, StatisticalRegion
from workshops.rotation.coverage import Coverage
from workshops.rotation.maps import MapRegion, map_year, outline_regions
from workshops.rotation.models import Assignment, RotationPlan
from workshops.rotation.plan import CellDemand, RotationRule, RuleDemand
from workshops.rotation.services import Refusal

REFUSALS: Mapping[Refusal, Text] = {
    Refusal.OWN_PLAN: _("Somebody else has to approve a plan that you drafted."),
    Refusal.NOT_APPROVED: _("A plan must be approved before it is published."),
    Refusal.FROZEN: _("A published plan is frozen; draft a new one instead."),
}
_RULES: Mapping[RotationRule, Text] = {
    RotationRule.FOLLOW: _("The second level comes the year after the first."),
    RotationRule.CONTIGUOUS: _("The regions of one year are connected on the map."),
    RotationRule.TOLERANCE: _("The years carry equal loads within the tolerance."),
}


@dataclass(frozen=True)
class YearMap:
    """The map of one school year, with the level whose turn it is by region."""

    school_year: str
    place: int
    drawing: Markup
    sources: tuple[str, ...]
    is_published: bool


@dataclass(frozen=True)
class RegionRow:
    """One region with its turn in each year of the plan; None is a year off."""

    number: int
    region: StatisticalRegion
    cells: tuple[Assignment | None, ...]


@dataclass(frozen=True)
class LoadRow:
    """What one level, or all together, asks for in each year, and how far the years differ."""

    name: str
    loads: tuple[Mapping[str, Any], ...]
    deviation: float


@dataclass(frozen=True)
class CoverageCounts:
    """How many cohorts of the regions are reached once, more often and never."""

    once: int
    twice_or_more: int
    never: int

    @property
    def total(self) -> int:
        """All cohorts of one cycle."""
        return self.once + self.twice_or_more + self.never


def draw_maps(plan: RotationPlan, regions: Sequence[StatisticalRegion]) -> list[YearMap]:
    """Return the map of each school year of a plan; the regions come with their boundaries."""
    outlines = outline_regions({region.code: region.boundary for region in regions})
    first_level = _first_level(plan)
    maps = []
    for place, year in enumerate(plan.school_years):
        cells = {cell.region_code: cell for cell in plan.assignments if cell.school_year == year}
        shown = [
            _map_region(number, region.code, cells.get(region.code), first_level)
            for number, region in enumerate(regions, start=1)
        ]
        maps.append(
            YearMap(
                school_year=year,
                place=place + 1,
                drawing=draw(map_year(shown, outlines, place), describe_year(year, cells.values())),
                sources=tuple(sorted({cell.source for cell in cells.values() if cell.source})),
                is_published=all(cell.is_fixed for cell in cells.values()),
            )
        )
    return maps


def describe_year(year: str, cells: Iterable[Assignment]) -> str:
    """Say a year of a plan in one sentence, as the map's text alternative."""
    by_level: dict[str, list[str]] = {}
    for cell in sorted(cells, key=lambda cell: (cell.level.position, cell.region_code)):
        by_level.setdefault(localized(cell.level), []).append(localized(cell.region))
    parts = "; ".join(f"{level}: {join_list(names)}" for level, names in by_level.items())
    return f"{year}. {parts}"


def region_rows(plan: RotationPlan, regions: Sequence[StatisticalRegion]) -> list[RegionRow]:
    """Return the table of regions by year, in the numbers of the maps."""
    cells = {(cell.region_code, cell.school_year): cell for cell in plan.assignments}
    return [
        RegionRow(number, region, tuple(cells.get((region.code, year)) for year in plan.school_years))
        for number, region in enumerate(regions, start=1)
    ]


def load_rows(plan: RotationPlan, levels: Sequence[SchoolLevel]) -> list[LoadRow]:
    """Return classes and pupils of each year, level by level and together."""
    loads = {(load["level"], load["year"]): load for load in plan.result["loads"]}
    names = {level.code: localized(level) for level in levels} | {"all": gettext("All levels together")}
    return [
        LoadRow(name, tuple(loads[code, year] for year in plan.school_years), deviation)
        for code, name in names.items()
        if (deviation := plan.result["deviations"].get(code)) is not None
    ]


def count_cohorts(coverage: Coverage | None) -> CoverageCounts | None:
    """Return how many cohorts of one cycle are reached how often, over all regions."""
    if coverage is None:
        return None
    return CoverageCounts(
        once=sum(row.once for row in coverage.summary),
        twice_or_more=sum(row.twice_or_more for row in coverage.summary),
        never=sum(row.never for row in coverage.summary),
    )


def level_letter(level: SchoolLevel) -> str:
    """Return the letter that stands for a level on a map."""
    return localized(level)[:1].upper()


def say_demand(demand: CellDemand | RuleDemand, regions: Mapping[str, str], levels: Mapping[str, str]) -> str:
    """Say one member of a conflict: a cell that must stay, or a rule."""
    if isinstance(demand, RuleDemand):
        return str(_RULES[demand.rule])
    cell = demand.cell
    names = {"region": regions[cell.region], "level": levels[cell.level], "year": cell.year}
    if demand.kind == "fixed":
        return str(gettext("%(region)s keeps its turn in %(year)s (%(level)s).", **names))
    return str(gettext("%(region)s has no turn in %(year)s (%(level)s).", **names))


def _first_level(plan: RotationPlan) -> str:
    levels = {cell.level for cell in plan.assignments}
    return min(levels, key=lambda level: level.position).code if levels else ""


def _map_region(number: int, code: str, cell: Assignment | None, first_level: str) -> MapRegion:
    if cell is None:
        return MapRegion(code, number)
    return MapRegion(code, number, level_letter(cell.level), cell.level_code == first_level)
