"""`flask demo`: the demonstration programme."""

import click
from tqdm import tqdm

from core import clock
from core.settings import simulated_school_years
from surveys.demonstration import services
from surveys.demonstration.people import PASSWORD, PEOPLE
from workshops.register.school_year import SchoolYear

_ADDRESS = "http://127.0.0.1:8000"


def _school_year(_context: click.Context, _parameter: click.Parameter, value: str) -> str:
    try:
        return str(SchoolYear.parse(value))
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


@click.command("demo")
@click.option("--school-year", default=services.DEMONSTRATION_YEAR, show_default=True, callback=_school_year)
@click.option("--if-empty", is_flag=True, help="Do nothing when the database holds something already.")
def demo(school_year: str, *, if_empty: bool) -> None:
    """Load the Slovenian programme: what is published as it is, and one clearly labelled simulated year."""
    if not services.is_empty():
        if not if_empty:
            raise click.ClickException("the database is not empty; the demonstration wants one of its own")
    else:
        with tqdm(total=len(services.STEPS), bar_format="{desc:<24}{bar:30} {n_fmt}/{total_fmt}") as bar:

            def show(step: str) -> None:
                bar.set_description_str(step)
                bar.update()

            loaded = services.load_demonstration(school_year, show)
        click.echo(
            f"Loaded. Simulated for {school_year}: {loaded.visits} visits, {loaded.workshops} workshops, "
            f"{loaded.responses} responses; visits that did not fit: {loaded.left_out}."
        )
    if simulated_school_years():
        _print_sign_ins()


def _print_sign_ins() -> None:
    """Say where to look and as whom; these people exist only in the demonstration."""
    click.echo(f"\nOpen {_ADDRESS} and sign in with the password {PASSWORD} as")
    for person in PEOPLE:
        click.echo(f"  {person.email:<32}{person.role.value:<16}{person.name}")
    if code := services.open_trial(clock.now()):
        click.echo(f"\nTo answer as a pupil, open {_ADDRESS}/s and type {code} (open for three hours).\n")
