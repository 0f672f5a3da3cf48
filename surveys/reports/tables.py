"""The tables of a report, in the language of the page: the page, the file and the CSV show the same ones."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import lazy_gettext

from core.language import Text, format_number, format_percent, join_list, localized
from core.tables import write_csv
from surveys.indicators.figures import Indicator
from surveys.indicators.wording import NAMES, say_base, say_interval, say_share
from surveys.reports.annual_report import AnnualReport, Delivery, GroupDelivery
from surveys.reports.contradictions import Check, Outcome, Part
from workshops.activities.forms import counted, kind_label, summed
from workshops.activities.statements import Named, Qualifier, Total


@dataclass(frozen=True)
class Share:
    """A share between 0 and 1; None where it is not defined."""

    value: float | None


OUTCOMES: dict[Outcome, Text] = {
    Outcome.AGREES: lazy_gettext("adds up"),
    Outcome.CONTRADICTS: lazy_gettext("contradicts its parts"),
    Outcome.NOT_CHECKABLE: lazy_gettext("cannot be checked: the parts are not published"),
}
Cell = str | int | Share | Total | None


@dataclass(frozen=True)
class Column:
    """One column of a table."""

    title: str
    is_number: bool = False


@dataclass(frozen=True)
class ReportTable:
    """A table of a report; `is_recorded` says that it rests on the records of visits, simulated or not."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    is_recorded: bool = False


def list_tables(report: AnnualReport) -> list[ReportTable]:
    """Return every table of a report that has rows, in the order of the report."""
    tables = (
        _rotation(report),
        _deliveries("workshops-by-level", _("Recorded workshops by level"), _("Level"), report.by_level),
        _deliveries(
            "workshops-by-provider", _("Recorded workshops by provider"), _("Provider"), report.by_provider
        ),
        _deliveries("workshops-by-region", _("Recorded workshops by region"), _("Region"), report.by_region),
        _reported(report),
        _materials(report),
        _activities(report),
        *_indicators(report),
        _published_shares(report),
        _completeness(report),
        _checks(report),
    )
    return [table for table in tables if table.rows]


def table_csv(table: ReportTable, report: AnnualReport) -> str:
    """Return a table as CSV: numbers as numbers, and simulated records called so in every row."""
    heading = [column.title for column in table.columns]
    rows = [[_raw(cell) for cell in row] for row in table.rows]
    if table.is_recorded and report.simulated_years:
        heading.append(_("Simulated data"))
        rows = [[*row, ", ".join(report.simulated_years)] for row in rows]
    return write_csv(heading, rows)


def say_cell(cell: Cell) -> str:
    """Write a cell as a person reads it."""
    match cell:
        case None:
            return ""
        case Share(value):
            return "\N{EN DASH}" if value is None else format_percent(value)
        case Total():
            return summed(cell)
        case int():
            return format_number(cell)
        case _:
            return cell


def say_parts(parts: Iterable[Part]) -> str:
    """Write the parts of a sum: A01: 66 + A02: 86."""
    nothing = _("no number")
    return " + ".join(f"{part.record_id}: {counted(part.count) or nothing}" for part in parts)


def _raw(cell: Cell) -> object:
    """Return a cell as a program reads it; a number that has a word keeps it."""
    match cell:
        case Share(value):
            return value
        case Total(counts=()):
            return None
        case Total(counts=(only,)) if only.qualifier is Qualifier.EXACT:
            return only.value
        case Total():
            return summed(cell)
        case _:
            return cell


def _text(*titles: str) -> tuple[Column, ...]:
    return tuple(Column(title) for title in titles)


def _numbers(*titles: str) -> tuple[Column, ...]:
    return tuple(Column(title, is_number=True) for title in titles)


def _regions(names: Sequence[Named]) -> str:
    return join_list(localized(name) for name in names)


def say_outcome(check: Check) -> str:
    """Say what came out when a stated figure was computed again."""
    return str(OUTCOMES[check.outcome])


def _checks(report: AnnualReport) -> ReportTable:
    return ReportTable(
        "checks",
        _("Stated totals, computed again from their parts"),
        (
            *_text(_("Figure")),
            *_numbers(_("Stated"), _("Computed")),
            *_text(_("Parts"), _("Outcome"), _("Source")),
        ),
        tuple(
            (
                localized(check.figure.name),
                check.figure.stated,
                check.computed if any(part.count for part in check.parts) else None,
                say_parts(check.parts),
                say_outcome(check),
                f"{localized(check.figure.source)}, {check.figure.stated_in}",
            )
            for check in report.checks
        ),
    )


def _rotation(report: AnnualReport) -> ReportTable:
    return ReportTable(
        "rotation",
        _("Regions of the rotation, against the visits of %(year)s", year=report.year),
        _text(
            _("School year"),
            _("Level"),
            _("Visits recorded"),
            _("No visit recorded"),
            _("Visits outside the plan"),
        ),
        tuple(
            (
                line.school_year,
                localized(line.level),
                _regions(line.visited),
                _regions(line.not_visited),
                _regions(line.outside_plan),
            )
            for line in report.rotation
        ),
        is_recorded=True,
    )


def _deliveries(name: str, title: str, first: str, groups: Sequence[GroupDelivery]) -> ReportTable:
    return ReportTable(
        name,
        title,
        (
            Column(first),
            *_numbers(
                _("Workshops"),
                _("With attendance"),
                _("Schools"),
                _("Pupils"),
                _("Teachers"),
                _("Other educators"),
            ),
        ),
        tuple((localized(group.name), *_delivery_cells(group.delivery)) for group in groups),
        is_recorded=True,
    )


def _delivery_cells(delivery: Delivery) -> tuple[Cell, ...]:
    return (
        delivery.workshops,
        delivery.with_attendance,
        delivery.schools,
        delivery.pupils,
        delivery.teachers,
        delivery.other_educators,
    )


def _reported(report: AnnualReport) -> ReportTable:
    return ReportTable(
        "reported-workshops",
        _("Workshops and information sessions as their providers report them"),
        (
            *_text(_("Provider"), _("Kind")),
            *_numbers(_("Events"), _("Participants"), _("Teachers")),
            *_text(_("By level"), _("Regions"), _("Records")),
        ),
        tuple(
            (
                localized(row.provider),
                kind_label(row.kind),
                row.workshops,
                row.participants,
                row.teachers,
                ", ".join(f"{localized(part.level)}: {summed(part.workshops)}" for part in row.by_level),
                _regions(row.regions),
                ", ".join(row.records),
            )
            for row in report.reported
        ),
    )


def _materials(report: AnnualReport) -> ReportTable:
    handed_out = ((localized(row.name), _("handed out at workshops"), row.copies) for row in report.handouts)
    published = ((localized(row.name), _("copies published"), row.copies) for row in report.published_copies)
    return ReportTable(
        "materials",
        _("Materials"),
        (*_text(_("Material or provider"), _("What happened")), *_numbers(_("Copies"))),
        (*handed_out, *published),
        is_recorded=bool(report.handouts),
    )


def _activities(report: AnnualReport) -> ReportTable:
    return ReportTable(
        "activities",
        _("Other activities by kind"),
        (
            Column(_("Kind")),
            *_numbers(_("Activities"), _("Events"), _("Participants"), _("Without a number of participants")),
        ),
        tuple(
            (
                kind_label(row.kind),
                row.statements,
                row.events,
                row.participants,
                row.participants.without_number,
            )
            for row in report.activities
        ),
    )


def _indicators(report: AnnualReport) -> Iterator[ReportTable]:
    """Yield a table for each indicator: what pupils say and what they show are never mixed."""
    for indicator in Indicator:
        yield ReportTable(
            f"indicator-{indicator.replace('_', '-')}",
            str(NAMES[indicator]),
            (
                *_text(_("Group"), _("School year")),
                *_numbers(_("Share of pupils"), _("Confidence interval")),
                Column(_("Answers and schools")),
                *_numbers(_("Response rate")),
            ),
            tuple(
                (
                    localized(line.group) if line.group else _("All together"),
                    line.school_year,
                    say_share(line.figure),
                    say_interval(line.figure),
                    say_base(line.figure),
                    Share(line.figure.response_rate),
                )
                for line in report.indicators
                if line.figure.indicator is indicator
            ),
            is_recorded=True,
        )


def _published_shares(report: AnnualReport) -> ReportTable:
    return ReportTable(
        "published-percentages",
        _("Percentages published without number of answers and wording"),
        (*_text(_("Provider"), _("Figure")), *_numbers(_("Share"))),
        tuple(
            (localized(share.provider), localized(share.name), Share(share.percent / 100))
            for share in report.published_shares
        ),
    )


def _completeness(report: AnnualReport) -> ReportTable:
    whole = report.recorded
    rows: tuple[tuple[Cell, ...], ...] = (
        (_("Workshops with attendance"), whole.with_attendance, whole.workshops, Share(whole.completeness)),
        (_("Pupils who answered"), whole.responses_of_present, whole.pupils, Share(whole.response_rate)),
    )
    return ReportTable(
        "completeness",
        _("How complete the records are"),
        (Column(_("What")), *_numbers(_("Recorded"), _("Of"), _("Share"))),
        rows if whole.workshops else (),
        is_recorded=True,
    )
