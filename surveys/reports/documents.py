"""A report as files: one HTML document that needs nothing else, or one CSV file a table."""

from collections.abc import Callable, Mapping
from pathlib import Path

from flask import current_app, render_template
from markupsafe import Markup

from core.language import in_language, language_code
from surveys.reports.annual_report import AnnualReport
from surveys.reports.narrative import say_contradictions, say_report
from surveys.reports.tables import list_tables, table_csv


def write_report(report: AnnualReport, language: str, form: str, folder: Path) -> list[Path]:
    """Write a report in one form and language into a folder; return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    with in_language(language):
        contents = FORMS[form](report)
    files = [folder / name for name in contents]
    for file, content in zip(files, contents.values(), strict=True):
        file.write_text(content, encoding="utf-8", newline="")
    return files


def _as_html(report: AnnualReport) -> dict[str, str]:
    style = Path(current_app.root_path, "static", "css", "report.css").read_text(encoding="utf-8")
    # The style sheet is ours.
    document = render_template(
        "reports/report_document.html",
        report=report,
        chapters=say_report(report),
        contradictions=say_contradictions(report),
        tables=list_tables(report),
        style=Markup("<style>{}</style>").format(Markup(style)),  # noqa: S704
    )
    return {f"{_stem(report)}.html": document}


def _as_csv(report: AnnualReport) -> dict[str, str]:
    return {
        # The mark makes spreadsheets read the file as UTF-8.
        f"{_stem(report)}-{table.name}.csv": "\ufeff" + table_csv(table, report)
        for table in list_tables(report)
    }


def _stem(report: AnnualReport) -> str:
    simulated = "-simulated" if report.simulated_years else ""
    return f"annual-report-{report.year}-{language_code()}{simulated}"


FORMS: Mapping[str, Callable[[AnnualReport], dict[str, str]]] = {"html": _as_html, "csv": _as_csv}
