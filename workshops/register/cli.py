"""The register on the command line."""

from pathlib import Path

import click
from flask.cli import AppGroup

from core.audit import COMMAND_LINE
from core.exchange import EXIT_WRONG_INPUT
from core.language import in_language
from core.tables import LARGEST_FILE, UnreadableTable
from workshops.register import services
from workshops.register.changes import RegisterChange
from workshops.register.forms import SHOWN_PROBLEMS, Problem, name_value, problem_sentence
from workshops.register.services import RegisterProblems

cli = AppGroup("register", help="Regions, schools and class groups.")


@cli.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would change and change nothing.")
def import_file(file: Path, *, dry_run: bool) -> None:
    """Bring the register up to date with a CSV file, all of it or nothing."""
    with file.open("rb") as opened:
        # One byte more shows that a file is too large without reading all of it.
        content = opened.read(LARGEST_FILE + 1)
    # What a command answers is read by scripts, so it is English whatever the interface speaks.
    with in_language("en"):
        try:
            if dry_run:
                change = services.preview_register(services.read_register(content))
            else:
                change = services.import_register(content, actor=COMMAND_LINE)
        except (UnreadableTable, RegisterProblems) as refused:
            _print_problems(file, refused.problems)
            raise SystemExit(EXIT_WRONG_INPUT) from refused
        _print_change(change)
    if dry_run:
        click.echo("Nothing was written.")


def _print_problems(file: Path, problems: tuple[Problem, ...]) -> None:
    for problem in problems[:SHOWN_PROBLEMS]:
        parts = [f"line {problem.line}" if problem.line else "", problem.column]
        place = ", ".join(part for part in parts if part) or "file"
        click.echo(f"{file}: {place}: {problem_sentence(problem)}", err=True)
    if len(problems) > SHOWN_PROBLEMS:
        click.echo(f"{file}: and {len(problems) - SHOWN_PROBLEMS} more problems", err=True)
    click.echo(f"{file}: {len(problems)} problems, nothing was imported", err=True)


def _print_change(change: RegisterChange) -> None:
    for record in change.added:
        click.echo(f"added {record.id} {record.name}")
    for school in change.changed:
        fields = "; ".join(
            f"{field.field}: {name_value(field.before)} -> {name_value(field.after)}"
            for field in school.fields
        )
        click.echo(f"{school.action} {school.id} {school.name}: {fields}")
    click.echo(
        f"{len(change.added)} added, {change.count('changed')} changed, {change.count('closed')} closed, "
        f"{change.count('reopened')} opened again, {change.unchanged} unchanged; "
        f"{len(change.missing)} open schools are not in the file and stay as they are."
    )
