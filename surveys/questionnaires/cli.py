"""Commands of the questionnaires."""

import click
from flask.cli import AppGroup

from core.exchange import InputProblems
from surveys.questionnaires import services
from surveys.questionnaires.definition import FaultyQuestionnaire

cli = AppGroup("questionnaires", help="Questionnaires and their published versions.")


@cli.command("load")
def load() -> None:
    """Publish the versions of the question bank that are not published yet."""
    try:
        published = services.load_bank()
    except (
        InputProblems,
        FaultyQuestionnaire,
        services.PublishedAlready,
        services.UnknownLevel,
    ) as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{published} versions published")
