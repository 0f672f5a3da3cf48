"""What later slices show on the page of a visit and on the card of a workshop.

Visits stand below attendance and surveys, so those hand their part in from their `init_app`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import Flask, current_app
from markupsafe import Markup

from workshops.visits.models import Visit, Workshop

_PANELS, _ACTIONS = "visit_panels", "workshop_actions"


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
