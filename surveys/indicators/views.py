"""The analyst's pages: what the pupils say they learned and what they show, with honest uncertainty."""

from dataclasses import dataclass
from itertools import starmap

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from markupsafe import Markup

from accounts.access import person
from core.language import format_percent
from core.plots import draw
from core.tables import write_csv
from surveys.indicators import queries, services
from surveys.indicators.figures import (
    DIMENSIONS,
    EVERYBODY,
    SCORED,
    SELF_REPORTED,
    Figure,
    Group,
    Indicator,
)
from surveys.indicators.plots import PlotRow, dot_and_interval
from surveys.indicators.wording import (
    DEFINITIONS,
    DIMENSION_NAMES,
    METHODS,
    NAMES,
    REASONS,
    say_base,
    say_interval,
    say_share,
)

bp = Blueprint("indicators", __name__, url_prefix="/indicators")


@dataclass(frozen=True)
class Row:
    """One row of a table: a group and its figure in words."""

    name: str
    figure: Figure
    share: str
    interval: str
    base: str
    rate: str
    method: str
    reasons: str


@dataclass(frozen=True)
class Panel:
    """One indicator along one dimension: the whole, its parts and the drawing of both."""

    indicator: Indicator
    name: str
    definition: str
    whole: Row
    rows: list[Row]
    drawing: Markup


@bp.get("")
def show_indicators() -> ResponseReturnValue:
    """Show every indicator along the chosen dimension."""
    released = queries.find_released_figures()
    if released is None:
        return render_template("indicators/show_indicators.html", released=None)
    names = queries.dimension_names()
    dimension, within = _chosen()
    panels = {
        indicator: _panel(released, indicator, dimension, within, names)
        for indicator in Indicator
        if released.find(indicator, within)
    }
    return render_template(
        "indicators/show_indicators.html",
        released=released,
        sections=(
            (gettext("What pupils say"), [panels[name] for name in SELF_REPORTED if name in panels]),
            (gettext("What pupils show"), [panels[name] for name in SCORED if name in panels]),
        ),
        dimension=dimension,
        dimensions=DIMENSION_NAMES,
        filters=[
            (other, DIMENSION_NAMES[other], _options(released, names, other), within[at])
            for at, other in enumerate(DIMENSIONS)
            if other != dimension
        ],
    )


@bp.get("/figures.csv")
def download_figures() -> ResponseReturnValue:
    """Give the figures of the page as a table."""
    released = queries.find_released_figures()
    names = queries.dimension_names()
    dimension, within = _chosen()
    rows = [] if released is None else [
        (str(NAMES[indicator]), row.name, row.share, row.figure.low, row.figure.high, row.figure.n,
         row.figure.schools, row.rate, row.method, row.reasons)
        for indicator in Indicator
        for row in starmap(
            _row,
            _named(released, indicator, dimension, within, names),
        )
    ]  # fmt: skip
    heading = (
        gettext("Indicator"), str(DIMENSION_NAMES[dimension]), gettext("Share"), gettext("Lower limit, %"),
        gettext("Upper limit, %"), gettext("Answers"), gettext("Schools"), gettext("Response rate"),
        gettext("Method"), gettext("Remarks"),
    )  # fmt: skip
    return Response(
        write_csv(heading, rows),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": "attachment; filename=indicators.csv"},
    )


@bp.post("/releases")
def release_figures() -> ResponseReturnValue:
    """Tally what has closed and release the figures under a new number."""
    tallied = services.tally_closed_surveys()
    release = services.release_figures(released_by=person(), actor=person())
    flash(
        gettext(
            "Release %(number)s is made. Surveys tallied since the last one: %(tallied)s.",
            number=release.number,
            tallied=tallied,
        ),
        "success",
    )
    return redirect(url_for("indicators.show_indicators"))


def _chosen() -> tuple[str, Group]:
    """Return the dimension of the address and what the others are held at."""
    asked = request.args.get("by", "")
    dimension = asked if asked in DIMENSIONS else "region"
    held = [
        EVERYBODY[at] if other == dimension else request.args.get(other) or EVERYBODY[at]
        for at, other in enumerate(DIMENSIONS)
    ]
    return dimension, (held[0], held[1], held[2], held[3])


def _panel(
    released: queries.ReleasedFigures,
    indicator: Indicator,
    dimension: str,
    within: Group,
    names: dict[str, dict[str, str]],
) -> Panel:
    whole, *rows = starmap(_row, _named(released, indicator, dimension, within, names))
    name = str(NAMES[indicator])
    specification = dot_and_interval(
        [PlotRow(row.name, row.figure, row.share) for row in (whole, *rows)],
        axis=gettext("Share of pupils, %"),
    )
    description = gettext(
        "%(name)s: %(share)s, with the interval of each group.", name=name, share=whole.share
    )
    return Panel(indicator, name, str(DEFINITIONS[indicator]), whole, rows, draw(specification, description))


def _named(
    released: queries.ReleasedFigures,
    indicator: Indicator,
    dimension: str,
    within: Group,
    names: dict[str, dict[str, str]],
) -> list[tuple[str, Figure]]:
    """Return the whole first, then its parts by name."""
    whole = released.find(indicator, within)
    at = DIMENSIONS.index(dimension)
    parts = sorted(
        (names[dimension].get(figure.group[at], figure.group[at]), figure)
        for figure in released.along(indicator, dimension, within)
    )
    return [] if whole is None else [(gettext("All together"), whole), *parts]


def _row(name: str, figure: Figure) -> Row:
    rate = figure.response_rate
    return Row(
        name,
        figure,
        say_share(figure),
        say_interval(figure),
        say_base(figure),
        "" if rate is None else format_percent(rate),
        str(METHODS.get(figure.method or "", "")),
        "; ".join(str(REASONS[reason]) for reason in figure.reasons),
    )


def _options(
    released: queries.ReleasedFigures, names: dict[str, dict[str, str]], dimension: str
) -> list[tuple[str, str]]:
    return sorted(
        ((value, names[dimension].get(value, value)) for value in released.values(dimension)),
        key=lambda option: option[1],
    )
