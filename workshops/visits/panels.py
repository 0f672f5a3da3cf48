"""What later slices show of a visit: on its page, on its day sheet, on the card of a workshop.

Visits stand below attendance and surveys, so those hand their part in from their `init_app`. The register
stands below visits in turn: what a school's page shows of them is here too.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from flask import Flask, current_app, render_template
from markupsafe import Markup

from accounts.access import may, own_scope
from accounts.policy import Permission
from workshops.register.models import School
from workshops.visits import queries
from workshops.visits.models import Visit, Workshop

_PANELS, _ACTIONS, _SHEET_PARTS = "visit_panels", "workshop_actions", "day_sheet_parts"


@dataclass(frozen=True)
class Action:
    """One thing to do with a workshop in one tap."""

    label: str
    address: str


# A panel is a section with its own h2; empty when there is nothing to show.
VisitPanel = Callable[[Visit], Markup]
WorkshopActions = Callable[[Sequence[Workshop]], dict[int, list[Action]]]


def add_visit_panel(app: Flask, render: VisitPanel) -> None:
    """Show a section on the page of every visit."""
    app.extensions.setdefault(_PANELS, []).append(render)


def render_visit_panels(visit: Visit) -> list[Markup]:
    """Return the sections of a visit's page."""
    return [render(visit) for render in current_app.extensions.get(_PANELS, [])]


def add_day_sheet_part(app: Flask, render: VisitPanel) -> None:
    """Print a section on the day sheet of every visit; it must be readable in black and white."""
    app.extensions.setdefault(_SHEET_PARTS, []).append(render)


def render_day_sheet_parts(visit: Visit) -> list[Markup]:
    """Return the sections that others print on the day sheet of a visit."""
    return [render(visit) for render in current_app.extensions.get(_SHEET_PARTS, [])]


def add_workshop_actions(app: Flask, find: WorkshopActions) -> None:
    """Offer something to do with workshops, by workshop; asked once for a whole page."""
    app.extensions.setdefault(_ACTIONS, []).append(find)


def find_workshop_actions(workshops: Sequence[Workshop]) -> dict[int, list[Action]]:
    """Return what can be done with each workshop."""
    actions: dict[int, list[Action]] = {workshop.id: [] for workshop in workshops}
    for find in current_app.extensions.get(_ACTIONS, []):
        for workshop_id, offered in find(workshops).items():
            actions[workshop_id] += offered
    return actions


def render_school_visits(school: School, today: date) -> Markup:
    """Return the visits of a school that the person may see."""
    if not may(Permission.SEE_VISITS):
        return Markup()
    visits = queries.list_visits_of_school(school, own_scope())
    return Markup(  # noqa: S704 - a template of ours, escaped by Jinja
        render_template("visits/_school_panel.html", school=school, visits=visits, today=today)
    )
