"""Answers are stored once, for good, with nothing of the pupil in them."""

import threading
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import inspect

from core.database import db
from surveys.responses import queries, services
from surveys.responses.answers import AnswersRefused, Refusal
from surveys.responses.guessing import GuessLimiter
from surveys.responses.models import CLOSING_GRACE, CollectionMode, WorkshopSurvey
from surveys.responses.services import Receipt
from tests.factories.questionnaires import make_version
from tests.factories.register import make_class_group, make_school
from tests.factories.responses import ANSWERS, DURING, make_responses, make_survey, make_token, send, stored
from tests.factories.visits import at, make_visit
from workshops.visits.models import NotHeldReason, Workshop


def make_second_workshop() -> Workshop:
    return make_visit(make_class_group(make_school("654"))).workshops[0]


@pytest.fixture
def survey(app_on_both: Flask) -> WorkshopSurvey:
    return make_survey()


def test_answers_are_stored_with_class_version_language_mode_and_half_day(survey: WorkshopSurvey) -> None:
    assert send(survey) is Receipt.STORED

    (response,) = stored(survey.workshop_id)
    assert response.answers == ANSWERS
    assert (response.version_id, response.language, response.mode, response.half_day) == (
        survey.version_id,
        "sl",
        CollectionMode.OWN_PHONE,
        "morning",
    )


def test_a_response_has_no_column_for_anything_else(app_on_both: Flask) -> None:
    columns = {column["name"] for column in inspect(db.engine).get_columns("responses")}
    assert columns == {"id", "workshop_id", "version_id", "language", "mode", "half_day", "answers"}


def test_nothing_points_at_a_response(app: Flask) -> None:
    tables = inspect(db.engine).get_table_names()
    pointed = {
        key["referred_table"] for table in tables for key in inspect(db.engine).get_foreign_keys(table)
    }
    assert "responses" not in pointed


def test_the_same_form_is_stored_once_and_the_first_answers_stay(survey: WorkshopSurvey) -> None:
    token = make_token()

    assert send(survey, token=token) is Receipt.STORED
    assert send(survey, token=token, fields={"useful": ["no"]}) is Receipt.STORED_BEFORE

    assert [response.answers for response in stored(survey.workshop_id)] == [ANSWERS]


def test_eight_copies_of_a_form_at_once_are_one_row(app_on_both: Flask) -> None:
    survey = make_survey()
    fields = {**ANSWERS, "version": survey.version_id, "form_token": make_token()}
    address, workshop_id = f"/s/{survey.link_key}", survey.workshop_id
    db.session.commit()
    pages: list[str] = []
    start = threading.Barrier(8)

    def press_send() -> None:
        client = app_on_both.test_client()
        start.wait()
        pages.append(client.post(address, data=fields).text)

    with time_machine.travel(DURING):
        threads = [threading.Thread(target=press_send) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert len(stored(workshop_id)) == 1
    assert sum("Hvala!" in page for page in pages) == 1
    assert sum("bili že prej tu" in page for page in pages) == 7


def test_forms_of_a_whole_class_at_once_are_all_stored(app_on_both: Flask) -> None:
    survey = make_survey()
    version_id, address, workshop_id = survey.version_id, f"/s/{survey.link_key}", survey.workshop_id
    db.session.commit()

    def press_send() -> None:
        fields = {**ANSWERS, "version": version_id, "form_token": make_token()}
        app_on_both.test_client().post(address, data=fields)

    with time_machine.travel(DURING):
        threads = [threading.Thread(target=press_send) for _ in range(25)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert len(stored(workshop_id)) == 25


def test_a_token_of_another_class_is_worth_nothing_here(survey: WorkshopSurvey) -> None:
    token = make_token()
    second = make_survey(make_second_workshop())

    assert send(survey, token=token) is Receipt.STORED
    assert send(second, token=token) is Receipt.STORED


@pytest.mark.parametrize(
    ("clock", "half"), [("8:00", "morning"), ("11:59", "morning"), ("12:00", "afternoon")]
)
def test_half_day_goes_by_the_clock_on_the_wall(app: Flask, clock: str, half: str) -> None:
    survey = make_survey()
    send(survey, now=at(clock))

    assert [response.half_day for response in stored(survey.workshop_id)] == [half]


def test_a_form_that_was_begun_in_time_is_taken_for_a_quarter_of_an_hour(app: Flask) -> None:
    survey = make_survey()
    closes_at = survey.closes_at

    assert send(survey, now=closes_at + CLOSING_GRACE - timedelta(seconds=1)) is Receipt.STORED
    with pytest.raises(services.SurveyUnknown):
        send(survey, now=closes_at + CLOSING_GRACE)


@pytest.mark.parametrize("reason", ["before it opens", "visit cancelled", "workshop not held"])
def test_a_survey_that_is_not_open_takes_nothing(app: Flask, reason: str) -> None:
    survey, now = make_survey(), DURING
    if reason == "before it opens":
        now = at("7:59")
    elif reason == "visit cancelled":
        survey.workshop.visit.cancelled_at = DURING
    else:
        survey.workshop.not_held_reason = NotHeldReason.CLASS_ABSENT
    db.session.commit()

    with pytest.raises(services.SurveyUnknown):
        send(survey, now=now)
    assert stored(survey.workshop_id) == []


def test_the_form_of_another_version_is_refused(app: Flask) -> None:
    survey = make_survey()

    with pytest.raises(AnswersRefused) as caught:
        send(survey, version_id=make_version("secondary").id)
    assert caught.value.refusal is Refusal.OTHER_VERSION
    assert stored(survey.workshop_id) == []


def test_an_unknown_key_is_unknown_and_counts_only_when_it_was_typed(app: Flask) -> None:
    limiter = GuessLimiter()
    for key in ("WRNGCDEX", "x" * 22, "short"):
        with pytest.raises(services.SurveyUnknown):
            services.join_survey(key, visitor="school", limiter=limiter, now=DURING)
    for _ in range(limiter.allowance.per_visitor - 2):
        limiter.count_failure("school", DURING.timestamp())

    with pytest.raises(services.TooManyGuesses):
        services.join_survey("WRNGCDEX", visitor="school", limiter=limiter, now=DURING)
    link = make_survey().link_key
    assert services.join_survey(link, visitor="school", limiter=limiter, now=DURING).link_key == link


def test_a_code_that_is_closed_or_to_come_is_no_guess(app: Flask) -> None:
    survey, limiter = make_survey(), GuessLimiter()
    for _ in range(limiter.allowance.per_visitor * 2):
        services.join_survey(survey.typed_code, visitor="school", limiter=limiter, now=at("6:00"))

    assert limiter.may_try("school", "WRNGCDEX", at("6:00").timestamp())


def test_what_the_demonstration_stores_is_checked_like_a_pupils_form(app: Flask) -> None:
    survey = make_survey()
    make_responses(survey, 3)
    assert queries.count_responses(survey.workshop_id) == 3

    with pytest.raises(AnswersRefused):
        make_responses(survey, 1, {"useful": "very"})


def test_responses_are_counted_by_workshop(app: Flask) -> None:
    survey = make_survey()
    second = make_survey(make_second_workshop())
    make_responses(survey, 3)

    counts = queries.count_responses_by_workshop([survey.workshop_id, second.workshop_id])
    assert counts == {survey.workshop_id: 3}


def test_answers_are_listed_in_the_order_of_their_random_keys(survey: WorkshopSurvey) -> None:
    for _ in range(10):
        send(survey)
    keys = [response.id for response in queries.list_responses(survey.workshop_id)]

    assert keys == sorted(keys)
    assert len(keys) == 10
