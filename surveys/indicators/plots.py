"""Plots of released figures; they take nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from core.plots import INK
from surveys.indicators.figures import Figure

_ROW_HEIGHT = 30
_WIDTH = 560
# The renderer measures names in another font than the reader's, so the room for them is reckoned by letters.
_LETTER = 7.5


@dataclass(frozen=True)
class PlotRow:
    """One line of a plot: what it is called, its figure, and the figure in words."""

    name: str
    figure: Figure
    label: str


def dot_and_interval(rows: Sequence[PlotRow], *, axis: str) -> dict[str, Any]:
    """Return a dot with its interval for each row; a hidden figure is a hatched gap with its word.

    Parameters
    ----------
    rows
        From top to bottom.
    axis
        What the axis shows.

    """
    names = [row.name for row in rows]
    base = alt.Chart(alt.InlineData(values=[_datum(row) for row in rows]))
    room = _LETTER * max(map(len, names))
    place = alt.Y("name:N", sort=names, title=None, axis=alt.Axis(labelLimit=room, minExtent=room))
    share = alt.X("percent:Q", scale=alt.Scale(domain=[0, 100]), title=axis)
    shown = base.transform_filter("datum.percent != null")
    interval = shown.mark_rule(strokeWidth=2, color=INK).encode(
        x=alt.X("low:Q", title=axis), x2="high:Q", y=place
    )
    dot = shown.mark_point(filled=True, size=90, opacity=1, color=INK).encode(x=share, y=place)
    label = shown.mark_text(dy=-10, fontSize=11, color=INK).encode(x=share, y=place, text="label:N")
    gap = base.transform_filter("datum.percent == null").mark_rule(
        strokeWidth=5, strokeDash=[1, 5], opacity=0.35, color=INK
    )
    word = base.transform_filter("datum.percent == null").mark_text(
        align="left", dx=6, dy=-9, fontSize=11, color=INK
    )
    chart = alt.layer(
        interval,
        dot,
        label,
        gap.encode(x=alt.datum(0), x2=alt.datum(100), y=place),
        word.encode(x=alt.datum(0), y=place, text="label:N"),
    ).properties(width=_WIDTH, height=alt.Step(_ROW_HEIGHT))
    specification: dict[str, Any] = chart.to_dict(validate=False)
    return specification


def _datum(row: PlotRow) -> dict[str, Any]:
    figure = row.figure
    return {
        "name": row.name,
        "label": row.label,
        "percent": figure.percent,
        "low": figure.low,
        "high": figure.high,
    }
