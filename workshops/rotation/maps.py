"""The map of one school year of a plan: regions in the hue of the year, each with its number and level."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import altair as alt

from core.plots import INK
from workshops.rotation.outlines import Point, place_label, simplify_boundaries

# Half a pixel of the map, in degrees of latitude.
_TOLERANCE = 0.006
_WIDTH, _HEIGHT = 360, 240
_FIRST_LEVEL, _OTHER_LEVEL = 1.0, 0.32


# The hues of the page's own tokens, so that a map is the year's colour in light, dark and print.
_HUES = ("var(--year-1, #9a5a12)", "var(--year-2, #17705f)", "var(--year-3, #7d3c86)")
_ON_HUE = "var(--surface, #ffffff)"


@dataclass(frozen=True)
class Outline:
    """The thinned rings of a region on a plane, and the place of its number."""

    rings: list[list[list[float]]]
    middle: Point


Outlines = Mapping[str, Outline]


@dataclass(frozen=True)
class MapRegion:
    """What a map says about a region: its number, and the level whose turn it is with its letter."""

    code: str
    number: int
    level_letter: str = ""
    is_first_level: bool = False

    @property
    def label(self) -> str:
        """What stands in the region: 7 O."""
        return f"{self.number} {self.level_letter}".strip()

    @property
    def opacity(self) -> float:
        """How strongly the hue of the year fills the region."""
        if not self.level_letter:
            return 0.0
        return _FIRST_LEVEL if self.is_first_level else _OTHER_LEVEL


def outline_regions(boundaries: Mapping[str, Mapping[str, Any]]) -> Outlines:
    """Return the thinned outline of each region and the place of its number, from GeoJSON geometries."""
    return _outlines(json.dumps(boundaries, sort_keys=True))


def map_year(regions: Iterable[MapRegion], outlines: Outlines, place: int) -> dict[str, Any]:
    """Return the specification of the map of one school year.

    Parameters
    ----------
    regions
        What is said about each region; one without a level has no turn in the year.
    outlines
        The outlines of all regions.
    place
        The place of the school year in its cycle, from 0; it decides the hue.

    """
    shown = [(region, outlines[region.code]) for region in regions if outlines[region.code].rings]
    datasets = {
        "shapes": [_feature(region, outline) for region, outline in shown],
        "labels": [_label(region, outline) for region, outline in shown],
    }
    return {**_chart(_HUES[place % len(_HUES)]), "datasets": datasets}


@lru_cache(maxsize=8)
def _chart(hue: str) -> dict[str, Any]:
    """Return the specification without its data; building it costs more than the rest of the page."""
    shapes = alt.Chart(alt.NamedData("shapes")).mark_geoshape(
        stroke=INK, strokeWidth=0.6, strokeOpacity=0.55, fill=hue
    )
    labels = alt.Chart(alt.NamedData("labels")).mark_text(fontSize=12)
    chart = (
        alt.layer(
            shapes.encode(fillOpacity=alt.FillOpacity("properties.opacity:Q", scale=None)),
            labels.encode(
                longitude="x:Q",
                latitude="y:Q",
                text="label:N",
                color=alt.Color("ink:N", scale=None),
                opacity=alt.Opacity("strength:Q", scale=None),
            ),
        )
        .project("identity", reflectY=True)
        .properties(width=_WIDTH, height=_HEIGHT)
    )
    specification: dict[str, Any] = chart.to_dict(validate=False)
    return specification


@lru_cache(maxsize=4)
def _outlines(boundaries: str) -> Outlines:
    simplified = simplify_boundaries(json.loads(boundaries), _TOLERANCE)
    return {
        code: Outline(
            [[[round(x, 4), round(y, 4)] for x, y in ring] for ring in rings],
            place_label(rings) if rings else (0.0, 0.0),
        )
        for code, rings in simplified.items()
    }


def _feature(region: MapRegion, outline: Outline) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"opacity": region.opacity},
        "geometry": {"type": "MultiPolygon", "coordinates": [[ring] for ring in outline.rings]},
    }


def _label(region: MapRegion, outline: Outline) -> dict[str, Any]:
    return {
        "x": round(outline.middle[0], 3),
        "y": round(outline.middle[1], 3),
        "label": region.label,
        # Paper is read on the full hue, ink on the pale one and on paper.
        "ink": _ON_HUE if region.opacity == _FIRST_LEVEL else INK,
        "strength": 1.0 if region.level_letter else 0.6,
    }
