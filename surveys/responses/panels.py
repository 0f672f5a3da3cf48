"""What the pages of visits show of surveys."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import render_template, url_for
from flask_babel import gettext
from markupsafe import Markup

from accounts.access import may
from accounts.policy import Permission
from core import clock
from core.squares import draw_square
from surveys.responses import queries
from surveys.responses.join_codes import spell_code
from surveys.responses.models import SurveyState, WorkshopSurvey
from surveys.responses.wording import STATE_TAGS, STATES, say_received
from workshops.visits.models import Visit, Workshop
from workshops.visits.panels import Action


@dataclass(frozen=True)
class SurveyRow:
    """The survey of one workshop in words; the state is None while there is no survey."""

    workshop: Workshop
    state: SurveyState | None = None
    code: str = ""
    received: str = ""


def render_surveys(visit: Visit) -> Markup:
    """Return the section of a visit's page that shows the surveys of its workshops."""
    if visit.cancelled_at or not may(Permission.RUN_SURVEYS):
        return Markup()
    numbers = [workshop.id for workshop in visit.workshops]
    surveys, counts, now = (
        queries.list_surveys(numbers),
        queries.count_responses_by_workshop(numbers),
        clock.now(),
    )
    html = render_template(
        "responses/_visit_panel.html",
        rows=[
            _row(workshop, surveys.get(workshop.id), counts.get(workshop.id, 0), now)
            for workshop in visit.workshops
        ],
        is_prepared=len(surveys) == len(numbers),
        states=STATES,
        tags=STATE_TAGS,
    )
    return Markup(html)  # noqa: S704 - our own template


def offer_surveys(workshops: Sequence[Workshop]) -> dict[int, list[Action]]:
    """Offer the survey of every workshop that is held."""
    if not may(Permission.RUN_SURVEYS):
        return {}
    return {
        workshop.id: [Action(gettext("Survey"), url_for("responses.show_survey", workshop_id=workshop.id))]
        for workshop in workshops
        if not workshop.not_held_reason and not workshop.visit.cancelled_at
    }


def _row(workshop: Workshop, survey: WorkshopSurvey | None, count: int, now: datetime) -> SurveyRow:
    if survey is None:
        return SurveyRow(workshop)
    received = say_received(count, is_final=survey.is_final(now))
    return SurveyRow(workshop, survey.state(now), spell_code(survey.typed_code), received)


def address_of(survey: WorkshopSurvey, **query: str) -> str:
    """Return the address that a square code leads to."""
    return url_for("pupil.show_form", key=survey.link_key, _external=True, **query)


def render_codes(visit: Visit) -> Markup:
    """Return the part of a day sheet with the code and the square of each workshop's survey."""
    surveys = queries.list_surveys([workshop.id for workshop in visit.workshops])
    if not surveys or not may(Permission.RUN_SURVEYS):
        return Markup()
    parts = [
        (workshop, spell_code(survey.typed_code), draw_square(address_of(survey)))
        for workshop in visit.workshops
        if (survey := surveys.get(workshop.id))
    ]
    html = render_template("responses/_day_sheet.html", parts=parts)
    return Markup(html)  # noqa: S704 - our own template
