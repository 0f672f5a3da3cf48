"""Surveys and responses for tests; each is committed."""

import secrets
from datetime import datetime

from core.audit import NamedActor
from core.database import db
from surveys.responses import services
from surveys.responses.guessing import GuessLimiter
from surveys.responses.models import CollectionMode, Response, WorkshopSurvey
from tests.factories.questionnaires import load_questionnaires
from tests.factories.visits import at, make_visit
from workshops.visits.models import Workshop

ACTOR = NamedActor("test")
# While the class of `make_visit` sits in its workshop, and while its survey is open.
DURING = at("8:30")
# All answers of the primary questionnaire.
ANSWERS = {
    "new-information": "yes",
    "can-identify": "yes",
    "warning-sign": "passport-kept",
    "false-promise": "promises",
    "what-to-do": "tell-adult",
    "would-tell": "maybe",
    "useful": "partly",
}


def make_survey(workshop: Workshop | None = None) -> WorkshopSurvey:
    """Return the survey of a workshop, the first of a new visit by default."""
    load_questionnaires()
    survey = services.prepare_survey(workshop or make_visit().workshops[0], actor=ACTOR)
    db.session.commit()
    return survey


def make_responses(survey: WorkshopSurvey, count: int, answers: dict[str, str] | None = None) -> None:
    """Store the same answers many times."""
    services.store_simulated_responses(
        survey.workshop_id,
        survey.version,
        [answers or ANSWERS] * count,
        language="sl",
        mode=CollectionMode.OWN_PHONE,
        half_day="morning",
    )
    db.session.commit()


def make_token() -> str:
    """Return a new token, as a form carries it."""
    return secrets.token_urlsafe(16)


def send(
    survey: WorkshopSurvey, *, now: datetime = DURING, token: str = "", **form: object
) -> services.Receipt:
    """Send a form straight to the service."""
    joined = services.join_survey(survey.link_key, visitor="", limiter=GuessLimiter(), now=now)
    fields = form.get("fields", {name: [option] for name, option in ANSWERS.items()})
    sent = services.SentForm(
        form_token=token or make_token(),
        version_id=int(str(form.get("version_id", survey.version_id))),
        fields=fields,  # type: ignore[arg-type]
        language="sl",
        mode=CollectionMode.OWN_PHONE,
    )
    return services.submit_response(sent, joined, now=now)


def stored(workshop_id: int) -> list[Response]:
    """Return what is stored of a workshop."""
    return list(db.session.query(Response).filter_by(workshop_id=workshop_id))
