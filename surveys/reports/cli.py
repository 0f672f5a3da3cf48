"""Reports from the command line."""

from pathlib import Path

import click
from flask.cli import AppGroup

from core import clock
from core.configuration import INTERFACE_LANGUAGES
from surveys.reports import services
from surveys.reports.documents import FORMS, write_report
from surveys.reports.services import EARLIEST_YEAR

cli = AppGroup("report", help="Annual reports.")


@cli.command("build")
@click.option("--year", required=True, type=click.IntRange(min=EARLIEST_YEAR), help="The calendar year.")
@click.option("--language", type=click.Choice(INTERFACE_LANGUAGES), default="sl", show_default=True)
@click.option("--format", "form", type=click.Choice(list(FORMS)), default="html", show_default=True)
@click.option(
    "--out", "folder", required=True, type=click.Path(file_okay=False, path_type=Path), help="The folder."
)
def build_report(year: int, language: str, form: str, folder: Path) -> None:
    """Write the report of a calendar year into a folder, and print the name of each file."""
    today = clock.today()
    if year > today.year:
        raise click.BadParameter(f"{year} has not begun", param_hint="--year")
    report = services.build_report(year, today=today)
    try:
        files = write_report(report, language, form, folder)
    except OSError as error:
        raise click.ClickException(f"{error.filename} cannot be written: {error.strerror}") from error
    for file in files:
        click.echo(file)
