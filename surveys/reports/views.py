"""The overview of the school year, and the annual reports."""

from flask import Blueprint, Response, abort, render_template, request
from flask.typing import ResponseReturnValue

from core import clock
from surveys.reports import queries, services
from surveys.reports.annual_report import AnnualReport
from surveys.reports.narrative import say_contradictions, say_report
from surveys.reports.overview_queries import get_overview
from surveys.reports.services import EARLIEST_YEAR
from surveys.reports.tables import list_tables, table_csv

bp = Blueprint("reports", __name__)


@bp.get("/overview")
def show_overview() -> ResponseReturnValue:
    """Show a school year at a glance and what needs attention."""
    overview = get_overview(request.args.get("school-year", ""), clock.today())
    return render_template("reports/show_overview.html", overview=overview)


@bp.get("/annual-reports")
def list_reports() -> ResponseReturnValue:
    """Show the calendar years that have a report."""
    today = clock.today()
    return render_template(
        "reports/list_reports.html", years=queries.list_report_years(today), this_year=today.year
    )


@bp.get("/annual-reports/<int:year>")
def show_report(year: int) -> ResponseReturnValue:
    """Show the report of a calendar year."""
    report = _report(year)
    return render_template(
        "reports/show_report.html",
        report=report,
        chapters=say_report(report),
        contradictions=say_contradictions(report),
        tables=list_tables(report),
    )


@bp.get("/annual-reports/<int:year>/<name>.csv")
def download_table(year: int, name: str) -> ResponseReturnValue:
    """Give one table of a report as CSV."""
    report = _report(year)
    table = next((table for table in list_tables(report) if table.name == name), None)
    if table is None:
        abort(404)
    return Response(
        "\ufeff" + table_csv(table, report),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f"attachment; filename=annual-report-{year}-{name}.csv"},
    )


def _report(year: int) -> AnnualReport:
    today = clock.today()
    if not EARLIEST_YEAR <= year <= today.year:
        abort(404)
    return services.build_report(year, today=today)
