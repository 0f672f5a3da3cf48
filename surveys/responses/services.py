"""Preparing surveys, taking answers, and keeping them without an order."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from operator import itemgetter
from typing import cast

from sqlalchemy import Table, delete, insert, select
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from core import audit, clock
from core.database import Json, db
from core.settings import get_setting, set_setting
from surveys.questionnaires.definition import parse_definition
from surveys.questionnaires.models import QuestionnaireVersion
from surveys.questionnaires.queries import find_current_version
from surveys.responses import queries
from surveys.responses.answers import Answers, AnswersRefused, Refusal, half_day, read_answers, response_id
from surveys.responses.guessing import GuessLimiter
from surveys.responses.join_codes import draw_code, draw_link_key, is_link_key
from surveys.responses.models import (
    CLOSES_AFTER,
    CollectionMode,
    Response,
    SurveyState,
    WorkshopSurvey,
    window_of,
)
from surveys.responses.queries import JoinedSurvey
from workshops.visits.models import Workshop

_KEY_BYTES = 16
# Whatever goes wrong between the program and its database.
DatabaseFailure = SQLAlchemyError
# Straight into the table: the mapper would add a fifth to the work of storing.
_INSERT = insert(cast("Table", Response.__table__))


class NoQuestionnaire(LookupError):  # noqa: N818 - it says what is missing
    """No questionnaire has been published for schools of this level."""


class SurveyUnknown(LookupError):  # noqa: N818 - it says what it is
    """There is no survey behind the key that takes answers now: never was, is closed, is to come."""


class TooManyGuesses(LookupError):  # noqa: N818 - it says what happened
    """Too many wrong codes came from where this one comes from."""


class Receipt(StrEnum):
    """What became of a form."""

    STORED = "stored"
    STORED_BEFORE = "stored_before"


@dataclass(frozen=True)
class SentForm:
    """A form as it arrived. It says nothing about who sent it."""

    form_token: str
    version_id: int
    fields: Mapping[str, Sequence[str]]
    language: str
    mode: CollectionMode


def prepare_survey(workshop: Workshop, *, actor: audit.Actor) -> WorkshopSurvey:
    """Give a workshop its survey with code and link, or return the one that it has; the caller commits."""
    if (existing := queries.find_survey(workshop.id)) is not None:
        return existing
    version = find_current_version(workshop.class_group.school.level_code)
    if version is None:
        raise NoQuestionnaire(workshop.class_group.school.level_code)
    survey = WorkshopSurvey(
        workshop=workshop,
        version=version,
        typed_code=_unused_code(),
        link_key=draw_link_key(),
        **window_of(workshop),
    )
    db.session.add(survey)
    audit.record(actor, "prepared", "survey", workshop.id)
    return survey


def prepare_surveys(workshops: Iterable[Workshop], *, actor: audit.Actor) -> None:
    """Give every workshop of a visit its survey; doing it twice, or two people at once, changes nothing."""
    for workshop in workshops:
        prepare_survey(workshop, actor=actor)
    try:
        db.session.commit()
    except IntegrityError:
        # Somebody else has prepared them in the meantime.
        db.session.rollback()


def open_survey(survey: WorkshopSurvey, *, actor: audit.Actor, now: datetime) -> None:
    """Open a survey now, unless it is open; it closes by itself no earlier than it would have."""
    if survey.state(now) is not SurveyState.OPEN:
        closes_at = max(window_of(survey.workshop)["closes_at"], now + CLOSES_AFTER)
        _set_window(survey, actor, "opened", now, closes_at)


def close_survey(survey: WorkshopSurvey, *, actor: audit.Actor, now: datetime) -> None:
    """Close an open survey now; forms that were opened before are taken for a while."""
    if survey.state(now) is SurveyState.OPEN:
        _set_window(survey, actor, "closed", survey.opens_at, now)


def join_survey(key: str, *, visitor: str, limiter: GuessLimiter, now: datetime) -> JoinedSurvey:
    """Return the survey behind a key, or raise SurveyUnknown; it may be closed or still to come.

    Codes that people type are limited by the wrong ones among them; links are too long to guess.
    """
    is_typed = not is_link_key(key)
    if is_typed and not limiter.may_try(visitor, key, now.timestamp()):
        raise TooManyGuesses
    survey = queries.find_joined(key)
    if survey is None:
        if is_typed:
            limiter.count_failure(visitor, now.timestamp())
        raise SurveyUnknown
    if is_typed:
        limiter.remember_use(visitor, key)
    return survey


def submit_response(form: SentForm, survey: JoinedSurvey, *, now: datetime) -> Receipt:
    """Store one pupil's answers for good, or raise SurveyUnknown or AnswersRefused.

    The same form is one row, however often and however concurrently it is sent: its key is made of its token.
    """
    if not survey.takes_answers(now):
        raise SurveyUnknown
    if form.version_id != survey.version_id:
        raise AnswersRefused(Refusal.OTHER_VERSION)
    definition = queries.get_definition(survey.version_id, survey.checksum)
    row: Json = {
        "id": response_id(survey.link_key, form.form_token),
        "workshop_id": survey.workshop_id,
        "version_id": survey.version_id,
        "language": form.language,
        "mode": form.mode,
        "half_day": half_day(clock.on_the_wall(now).time()),
        "answers": read_answers(definition, form.fields),
    }
    try:
        db.session.execute(_INSERT, row)
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        if queries.is_stored(row["id"]):
            return Receipt.STORED_BEFORE
        raise
    return Receipt.STORED


def store_simulated_responses(
    workshop_id: int,
    version: QuestionnaireVersion,
    answers: Sequence[Answers],
    *,
    language: str,
    mode: CollectionMode,
    half_day: str,
) -> None:
    """Store many pupils' answers of one workshop for the demonstration; the caller commits."""
    definition = parse_definition(version.definition)
    rows = [
        {
            "id": secrets.token_bytes(_KEY_BYTES),
            "workshop_id": workshop_id,
            "version_id": version.id,
            "language": language,
            "mode": mode,
            "half_day": half_day,
            "answers": read_answers(definition, {name: [option] for name, option in given.items()}),
        }
        for given in answers
    ]
    if rows:
        db.session.execute(_INSERT, sorted(rows, key=itemgetter("id")))


def shuffle_responses(workshop_id: int) -> None:
    """Write the responses of a workshop anew in the order of their random keys; the caller commits.

    A database keeps rows where it first put them, so the files still tell who was first. Written again in one
    transaction, they tell nothing. To be done when the survey is final and its answers are added up.
    """
    of_workshop = select(*Response.__table__.columns).where(Response.workshop_id == workshop_id)
    rows = [dict(row) for row in db.session.execute(of_workshop.order_by(Response.id)).mappings()]
    if rows:
        db.session.execute(delete(Response).where(Response.workshop_id == workshop_id))
        db.session.execute(_INSERT, rows)


def confirm_help_lines(numbers: Mapping[str, str], *, actor: audit.Actor, today: date) -> None:
    """Note that the coordinator has checked the numbers today; from now on pupils see them."""
    before = get_setting(queries.HELP_SETTING)
    after: Json = {"numbers": dict(numbers), "checked_on": today.isoformat()}
    set_setting(queries.HELP_SETTING, after)
    audit.record(actor, "confirmed", "help_lines", "help_lines", before=before, after=after)
    db.session.commit()


def roll_back() -> None:
    """Leave a transaction that failed."""
    db.session.rollback()


def _set_window(
    survey: WorkshopSurvey, actor: audit.Actor, action: str, opens_at: datetime, closes_at: datetime
) -> None:
    before = {"opens_at": survey.opens_at.isoformat(), "closes_at": survey.closes_at.isoformat()}
    survey.opens_at, survey.closes_at = opens_at, closes_at
    after = {"opens_at": opens_at.isoformat(), "closes_at": closes_at.isoformat()}
    audit.record(actor, action, "survey", survey.workshop_id, before=before, after=after)
    db.session.commit()


def _unused_code() -> str:
    """Return a code that no survey has ever had; the key of the table holds if two are drawn at once."""
    code = draw_code()
    while queries.code_exists(code):
        code = draw_code()
    return code
