"""From what the coordinator asks for to the problem that the planner solves."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from workshops.register.school_year import SchoolYear
from workshops.rotation.problem import Assignment, Follow, Region, RotationProblem, Weights

CYCLE_YEARS = 3
# A page waits for the planner; with twelve regions it needs a fraction of this.
_SECONDS = 10.0


@dataclass(frozen=True)
class DraftRequest:
    """What the coordinator asks for. `fixed_years` stay as they are published, whole."""

    name: str
    first_year: str
    fixed_years: tuple[str, ...] = ()
    follow: bool = True
    contiguous: bool = False
    weights: Weights = field(default_factory=Weights)
    form_token: str = ""

    @property
    def years(self) -> tuple[str, ...]:
        """The school years of the cycle."""
        first = SchoolYear.parse(self.first_year)
        return tuple(str(first.later(step)) for step in range(CYCLE_YEARS))


@dataclass(frozen=True)
class Country:
    """What the register knows that a plan needs."""

    levels: tuple[str, ...]
    regions: tuple[Region, ...]
    borders: tuple[tuple[str, str], ...]

    @property
    def empty_regions(self) -> tuple[str, ...]:
        """The regions without a class group at any level: a plan could not tell what their turns weigh."""
        return tuple(
            region.code
            for region in self.regions
            if not any(demand.classes for demand in region.demand.values())
        )


def build_problem(
    request: DraftRequest, country: Country, published: Iterable[Assignment]
) -> RotationProblem:
    """Return the planner's problem.

    A published year is whole: the turns that it names stay, and it has no others. The second level follows
    the first a year later where that is asked for.
    """
    previous = tuple(cell for cell in published if cell.year in request.years)
    fixed = tuple(cell for cell in previous if cell.year in request.fixed_years)
    whole_years = {cell.year for cell in fixed}
    known = set(fixed)
    others = (
        Assignment(year, level, region.code)
        for year in sorted(whole_years)
        for level in country.levels
        for region in country.regions
    )
    first, *later = country.levels
    return RotationProblem(
        years=request.years,
        levels=country.levels,
        regions=country.regions,
        adjacency=country.borders,
        fixed=fixed,
        forbidden=tuple(cell for cell in others if cell not in known),
        follow=Follow(later[0], after=first) if request.follow and later else None,
        contiguous=request.contiguous,
        weights=request.weights,
        previous=previous,
        time_limit=_SECONDS,
    )
