"""`flask surveys`: tallying, releasing, and the analyst's own data."""

import click
from flask.cli import AppGroup

from core.audit import COMMAND_LINE
from surveys.indicators import services
from surveys.indicators.analyse_command import analyse_command
from surveys.indicators.protect_command import audit_command, protect_command

cli = AppGroup("surveys", help="Answers, figures and disclosure control.")
cli.add_command(analyse_command)
cli.add_command(protect_command)
cli.add_command(audit_command)


@cli.command("tally")
def tally() -> None:
    """Score and add up every survey that has closed since the last time."""
    click.echo(f"{services.tally_closed_surveys()} surveys tallied")


@cli.command("release")
def release() -> None:
    """Compute, protect and freeze every figure under a new number."""
    made = services.release_figures(released_by=None, actor=COMMAND_LINE)
    click.echo(f"release {made.number}: {made.workshops} workshops, {made.responses} answers")
