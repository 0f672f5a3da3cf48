"""Bringing in what was published, and building reports."""

from datetime import date
from pathlib import Path

from sqlalchemy import select

from core import audit
from core.audit import COMMAND_LINE, Actor
from core.database import db
from core.tables import TableRow, read_rows
from surveys.reports import queries
from surveys.reports.annual_report import AnnualReport, build_annual_report
from surveys.reports.contradictions import Measure
from surveys.reports.models import PublishedFigure, StatedTotal

# Before this nobody counted anything in this programme.
EARLIEST_YEAR = 2000
SLOVENIA = Path(__file__).parent / "slovenia"
_SHARE_COLUMNS = ("year", "provider", "indicator", "percent", "stated_as", "respondents", "note")
_WORDING_COLUMNS = ("indicator", "name_sl", "name_en", "provider_sl", "stated_as_sl", "note_sl")
_TOTAL_COLUMNS = (
    "code", "year", "measure", "stated", "stated_in", "parts", "name_sl", "name_en", "source_sl", "source_en",
)  # fmt: skip


def build_report(year: int, *, today: date) -> AnnualReport:
    """Return the report of a calendar year as the records stand."""
    return build_annual_report(queries.get_report_input(year, today))


def load_slovenia(actor: Actor = COMMAND_LINE) -> int:
    """Bring in the published figures that are not there yet; return how many came."""
    shares, totals = _published_figures(), _stated_totals()
    db.session.add_all([*shares, *totals])
    for share in shares:
        audit.record(actor, "loaded", "published_figure", f"{share.year} {share.indicator}")
    for total in totals:
        audit.record(actor, "loaded", "stated_total", total.code)
    db.session.commit()
    return len(shares) + len(totals)


def _published_figures() -> list[PublishedFigure]:
    known = {
        (row.year, row.indicator)
        for row in db.session.execute(select(PublishedFigure.year, PublishedFigure.indicator))
    }
    wording = {
        row.cells["indicator"]: row.cells for row in _rows("programme_survey_wording", _WORDING_COLUMNS)
    }
    return [
        PublishedFigure(
            year=int(row.cells["year"]),
            provider_en=row.cells["provider"],
            percent=float(row.cells["percent"]),
            stated_as_en=row.cells["stated_as"],
            respondents=int(row.cells["respondents"]) if row.cells["respondents"] else None,
            note_en=row.cells["note"],
            **wording[row.cells["indicator"]],
        )
        for row in _rows("programme_survey_published", _SHARE_COLUMNS)
        if (int(row.cells["year"]), row.cells["indicator"]) not in known
    ]


def _stated_totals() -> list[StatedTotal]:
    known = set(db.session.scalars(select(StatedTotal.code)))
    return [
        StatedTotal(
            **{
                **row.cells,
                "year": int(row.cells["year"]),
                "measure": Measure(row.cells["measure"]),
                "stated": int(row.cells["stated"]),
                "parts": row.cells["parts"].split(";"),
            }
        )
        for row in _rows("stated_figures", _TOTAL_COLUMNS)
        if row.cells["code"] not in known
    ]


def _rows(name: str, columns: tuple[str, ...]) -> list[TableRow]:
    return read_rows((SLOVENIA / f"{name}.csv").read_bytes(), columns)
