"""The annual report: typed rows of one calendar year in, one frozen object out; every form is made from it.

Recorded and reported are two sources and never added: what was delivered and recorded here, workshop by
workshop, and what providers stated as a sum.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from surveys.indicators.disclosure import TOTAL
from surveys.indicators.figures import Figure, Indicator
from surveys.reports.contradictions import Check, StatedFigure, check_figures
from workshops.activities.statements import ActivityKind, Count, Named, Statement, Total, add_up
from workshops.register.school_year import SchoolYear
from workshops.rotation.problem import Assignment

# The kinds that are workshops with young people, each with the kind of a total stated over them.
WORKSHOP_KINDS: Mapping[ActivityKind, ActivityKind | None] = {
    ActivityKind.SCHOOL_WORKSHOPS: ActivityKind.SCHOOL_WORKSHOPS_TOTAL,
    ActivityKind.WORKSHOPS: None,
    ActivityKind.INFORMATION_SESSIONS: None,
}
_COUNTED_ELSEWHERE = {*WORKSHOP_KINDS, *WORKSHOP_KINDS.values(), ActivityKind.MATERIALS}


@dataclass(frozen=True)
class DeliveredWorkshop:
    """One workshop that was held; `present` is None while nobody has reported its attendance."""

    held_on: date
    school_year: str
    region_code: str
    level_code: str
    provider: Named
    school_id: str
    present: int | None = None
    teachers: int = 0
    other_educators: int = 0
    responses: int = 0
    surplus: int = 0


@dataclass(frozen=True)
class Copies:
    """How many copies of a material were handed out, or of a provider's publications printed."""

    name: Named
    copies: int


@dataclass(frozen=True)
class PublishedShare:
    """A percentage that the programme published without the number of answers and the wording."""

    name: Named
    provider: Named
    percent: float


@dataclass(frozen=True)
class ReportInput:
    """Everything that a report is made from."""

    year: int
    built_on: date
    regions: Sequence[Named]
    levels: Sequence[Named]
    turns: Sequence[Assignment] = ()
    delivered: Sequence[DeliveredWorkshop] = ()
    handouts: Sequence[Copies] = ()
    statements: Sequence[Statement] = ()
    stated_figures: Sequence[StatedFigure] = ()
    published_shares: Sequence[PublishedShare] = ()
    figures: Sequence[Figure] = ()
    simulated_years: Sequence[str] = ()


@dataclass(frozen=True)
class Delivery:
    """Sums over delivered workshops; attendance counts come from those that have one."""

    workshops: int
    with_attendance: int
    schools: int
    pupils: int
    teachers: int
    other_educators: int
    responses: int
    # Responses of the workshops with attendance: the numerator of the response rate.
    responses_of_present: int
    surplus: int

    @property
    def completeness(self) -> float | None:
        """The share of delivered workshops with attendance."""
        return self.with_attendance / self.workshops if self.workshops else None

    @property
    def response_rate(self) -> float | None:
        """The share of the pupils present who answered."""
        return self.responses_of_present / self.pupils if self.pupils else None


@dataclass(frozen=True)
class GroupDelivery:
    """What was delivered at one level, by one provider, in one region."""

    name: Named
    delivery: Delivery


@dataclass(frozen=True)
class RotationLine:
    """The regions that one level has in one school year, against those visited in the calendar year."""

    school_year: str
    level: Named
    visited: tuple[Named, ...]
    not_visited: tuple[Named, ...]
    outside_plan: tuple[Named, ...]


@dataclass(frozen=True)
class LevelCount:
    """How many workshops a provider reports at one level."""

    level: Named
    workshops: Total


@dataclass(frozen=True)
class ReportedWorkshops:
    """What one provider reports as a sum, computed again from its parts."""

    provider: Named
    kind: ActivityKind
    workshops: Total
    by_level: tuple[LevelCount, ...]
    participants: Total
    teachers: int | None
    regions: tuple[Named, ...]
    records: tuple[str, ...]


@dataclass(frozen=True)
class KindSummary:
    """All activities of one kind."""

    kind: ActivityKind
    statements: int
    events: Total
    participants: Total


@dataclass(frozen=True)
class IndicatorLine:
    """One released figure of one school year; no group means everybody."""

    school_year: str
    group: Named | None
    figure: Figure


@dataclass(frozen=True)
class AnnualReport:
    """One calendar year over its two rotation years."""

    year: int
    built_on: date
    school_years: tuple[str, str]
    simulated_years: tuple[str, ...]
    rotation: tuple[RotationLine, ...]
    recorded: Delivery
    by_level: tuple[GroupDelivery, ...]
    by_provider: tuple[GroupDelivery, ...]
    by_region: tuple[GroupDelivery, ...]
    reported: tuple[ReportedWorkshops, ...]
    handouts: tuple[Copies, ...]
    published_copies: tuple[Copies, ...]
    activities: tuple[KindSummary, ...]
    indicators: tuple[IndicatorLine, ...]
    published_shares: tuple[PublishedShare, ...]
    checks: tuple[Check, ...]

    @property
    def is_complete(self) -> bool:
        """Whether the year was over when the report was built."""
        return self.built_on > date(self.year, 12, 31)

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all is known about the year."""
        return not (self.recorded.workshops or self.reported or self.activities or self.published_shares)

    @property
    def contradictions(self) -> tuple[Check, ...]:
        """The stated figures that their own parts contradict."""
        return tuple(check for check in self.checks if check.is_contradiction)


def build_annual_report(given: ReportInput) -> AnnualReport:
    """Return the report of a calendar year.

    Workshops count by the day on which they were held; the rotation and the indicators, which go by school
    year, are those of the two school years that the calendar year touches.
    """
    held = [workshop for workshop in given.delivered if workshop.held_on.year == given.year]
    years = school_years_of(given.year)
    regions, levels = _by_code(given.regions), _by_code(given.levels)
    providers = _by_code(workshop.provider for workshop in held)
    indicators = _indicator_lines(given.figures, years, {**levels, **regions})
    shown = {workshop.school_year for workshop in held} | {line.school_year for line in indicators}
    return AnnualReport(
        year=given.year,
        built_on=given.built_on,
        school_years=years,
        simulated_years=tuple(year for year in given.simulated_years if year in shown),
        rotation=tuple(_rotation_lines(given.turns, held, years, levels, regions)),
        recorded=sum_delivery(held),
        by_level=_grouped(held, levels, lambda workshop: workshop.level_code),
        by_provider=_grouped(held, providers, lambda workshop: workshop.provider.code),
        by_region=_grouped(held, regions, lambda workshop: workshop.region_code),
        reported=tuple(_reported(given.statements, levels, regions)),
        handouts=tuple(given.handouts),
        published_copies=tuple(
            Copies(statement.provider, statement.copies)
            for statement in given.statements
            if statement.copies is not None
        ),
        activities=_activities(given.statements),
        indicators=indicators,
        published_shares=tuple(given.published_shares),
        checks=check_figures(given.stated_figures, given.statements),
    )


def school_years_of(year: int) -> tuple[str, str]:
    """Return the two school years that a calendar year touches."""
    return str(SchoolYear(year - 1)), str(SchoolYear(year))


def sum_delivery(workshops: Iterable[DeliveredWorkshop]) -> Delivery:
    """Return the sums over workshops."""
    held = list(workshops)
    attended = [workshop for workshop in held if workshop.present is not None]
    return Delivery(
        workshops=len(held),
        with_attendance=len(attended),
        schools=len({workshop.school_id for workshop in held}),
        pupils=sum(workshop.present or 0 for workshop in attended),
        teachers=sum(workshop.teachers for workshop in attended),
        other_educators=sum(workshop.other_educators for workshop in attended),
        responses=sum(workshop.responses for workshop in held),
        responses_of_present=sum(workshop.responses for workshop in attended),
        surplus=sum(workshop.surplus for workshop in held),
    )


def _by_code(names: Iterable[Named]) -> dict[str, Named]:
    return {name.code: name for name in names}


def _grouped(
    held: Sequence[DeliveredWorkshop],
    names: Mapping[str, Named],
    code_of: Callable[[DeliveredWorkshop], str],
) -> tuple[GroupDelivery, ...]:
    groups: dict[str, list[DeliveredWorkshop]] = {}
    for workshop in held:
        groups.setdefault(code_of(workshop), []).append(workshop)
    return tuple(
        GroupDelivery(name, sum_delivery(groups[code])) for code, name in names.items() if code in groups
    )


def _rotation_lines(
    turns: Iterable[Assignment],
    held: Iterable[DeliveredWorkshop],
    years: Sequence[str],
    levels: Mapping[str, Named],
    regions: Mapping[str, Named],
) -> Iterator[RotationLine]:
    planned = {(turn.year, turn.level, turn.region) for turn in turns}
    visited = {(workshop.school_year, workshop.level_code, workshop.region_code) for workshop in held}
    for year in years:
        for code, level in levels.items():
            due, seen = (
                {region for region in regions if (year, code, region) in cells}
                for cells in (planned, visited)
            )
            if due or seen:
                yield RotationLine(
                    year, level, *(_names(chosen, regions) for chosen in (due & seen, due - seen, seen - due))
                )


def _names(codes: set[str], names: Mapping[str, Named]) -> tuple[Named, ...]:
    return tuple(name for code, name in names.items() if code in codes)


@dataclass(frozen=True)
class _Sources:
    """What one provider states about one kind: its parts, and the totals that it states over them."""

    parts: Sequence[Statement]
    totals: Sequence[Statement]

    def of(self, measure: str) -> Sequence[Statement]:
        """Return the parts where any gives the number; a stated total speaks only where they are silent."""
        silent = all(getattr(part, measure) is None for part in self.parts)
        return self.totals if silent and self.totals else self.parts

    def sum_of(self, measure: str) -> Total:
        counts: Iterable[Count | None] = (getattr(row, measure) for row in self.of(measure))
        return add_up(counts)


def _reported(
    statements: Sequence[Statement], levels: Mapping[str, Named], regions: Mapping[str, Named]
) -> Iterator[ReportedWorkshops]:
    providers = _by_code(statement.provider for statement in statements)
    for kind, total_kind in WORKSHOP_KINDS.items():
        for code, provider in providers.items():
            own = [statement for statement in statements if statement.provider.code == code]
            sources = _Sources(
                [statement for statement in own if statement.kind is kind],
                [statement for statement in own if statement.kind is total_kind],
            )
            if sources.parts or sources.totals:
                yield _reported_by(provider, kind, sources, levels, regions)


def _reported_by(
    provider: Named,
    kind: ActivityKind,
    sources: _Sources,
    levels: Mapping[str, Named],
    regions: Mapping[str, Named],
) -> ReportedWorkshops:
    parts = sources.parts
    teachers = [row.teachers for row in sources.of("teachers") if row.teachers is not None]
    return ReportedWorkshops(
        provider=provider,
        kind=kind,
        workshops=sources.sum_of("events"),
        by_level=tuple(
            LevelCount(level, add_up(row.events for row in parts if row.level_code == code))
            for code, level in levels.items()
            if any(row.level_code == code for row in parts)
        ),
        participants=sources.sum_of("participants"),
        teachers=sum(teachers) if teachers else None,
        regions=_names({region for row in parts for region in row.region_codes}, regions),
        records=tuple(row.record_id for row in (*parts, *sources.totals)),
    )


def _activities(statements: Sequence[Statement]) -> tuple[KindSummary, ...]:
    kinds = {
        kind: [statement for statement in statements if statement.kind is kind]
        for kind in ActivityKind
        if kind not in _COUNTED_ELSEWHERE
    }
    return tuple(
        KindSummary(
            kind,
            len(own),
            add_up(statement.events for statement in own),
            add_up(statement.participants for statement in own),
        )
        for kind, own in kinds.items()
        if own
    )


def _indicator_lines(
    figures: Iterable[Figure], years: Sequence[str], names: Mapping[str, Named]
) -> tuple[IndicatorLine, ...]:
    """Return the figures of the two school years: everybody, then each level, then each region."""
    order = [TOTAL, *names]
    lines: list[IndicatorLine] = []
    for figure in figures:
        region, level, provider, school_year = figure.group
        code = level if region == TOTAL else region
        if school_year in years and provider == TOTAL and TOTAL in {region, level} and code in order:
            lines.append(IndicatorLine(school_year, names.get(code), figure))
    indicators = list(Indicator)
    return tuple(
        sorted(
            lines,
            key=lambda line: (
                indicators.index(line.figure.indicator),
                line.school_year,
                order.index(TOTAL if line.group is None else line.group.code),
            ),
        )
    )
