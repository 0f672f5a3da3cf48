"""What later slices show on a school's page.

The register stands below the slices that know a school's calendar, turn and visits, so they hand their part
in with `add_school_panel` from their `init_app`. Panels stand in the order of the slices.
"""

from collections.abc import Callable
from datetime import date

from flask import Flask, current_app
from markupsafe import Markup

from workshops.register.models import School

_PANELS = "school_panels"
# A panel is a section with its own h2; empty when there is nothing to show.
SchoolPanel = Callable[[School, date], Markup]


def add_school_panel(app: Flask, render: SchoolPanel) -> None:
    """Show a section on every school's page."""
    app.extensions.setdefault(_PANELS, []).append(render)


def render_school_panels(school: School, today: date) -> list[Markup]:
    """Return the sections of a school's page."""
    return [render(school, today) for render in current_app.extensions.get(_PANELS, [])]
