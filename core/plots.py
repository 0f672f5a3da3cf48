"""Plots drawn on the server: a Vega-Lite specification in, an SVG without script out."""

import hashlib
import json
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import vl_convert
from flask import current_app
from markupsafe import Markup

# Text and lines take the colour of the page around them, so one drawing serves light, dark and print.
INK = "currentColor"
_PART_ROLES = re.compile(r' (?:role|aria-roledescription|aria-label)="[^"]*"')
THEME = {
    "background": None,
    "font": "system-ui, sans-serif",
    "view": {"stroke": None},
    "axis": {
        "labelColor": INK,
        "titleColor": INK,
        "domainColor": INK,
        "tickColor": INK,
        "gridColor": INK,
        "gridOpacity": 0.15,
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
    },
    "text": {"color": INK, "fontSize": 12},
    "rule": {"color": INK},
    "header": {"labelColor": INK, "titleColor": INK, "labelFontSize": 13},
    "legend": {"labelColor": INK, "titleColor": INK},
}


def draw(specification: dict[str, Any], description: str) -> Markup:
    """Return the SVG of a Vega-Lite specification; the description is its text alternative."""
    source = json.dumps(specification | {"config": THEME}, sort_keys=True, ensure_ascii=False, default=str)
    svg = _cached_svg(source, str(Path(current_app.instance_path) / "plots"))
    label = Markup.escape(description)
    # The drawing is ours: the specification's texts were escaped by the renderer.
    return Markup(svg.replace("<svg ", f'<svg role="img" aria-label="{label}" ', 1))  # noqa: S704


@lru_cache(maxsize=256)
def _cached_svg(source: str, folder: str) -> str:
    """Return the drawing, from the folder when it was drawn before: drawing costs more than a page."""
    file = Path(folder) / (hashlib.sha256(source.encode()).hexdigest() + ".svg")
    try:
        return file.read_text(encoding="utf-8")
    except FileNotFoundError:
        # The drawing is one picture with one description; the parts must not describe themselves as well.
        svg = _PART_ROLES.sub("", vl_convert.vegalite_to_svg(source))
        file.parent.mkdir(parents=True, exist_ok=True)
        unfinished = file.with_suffix(f".{id(source)}.part")
        unfinished.write_text(svg, encoding="utf-8")
        unfinished.replace(file)
        return svg
