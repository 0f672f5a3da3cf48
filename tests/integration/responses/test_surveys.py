"""The survey of a workshop: its code, its link and the time in which it is open."""

from datetime import timedelta

import pytest
from flask import Flask

from core import audit
from core.database import db
from surveys.responses import queries, services
from surveys.responses.join_codes import is_code, is_link_key
from surveys.responses.models import CLOSES_AFTER, CLOSING_GRACE, SurveyState, WorkshopSurvey
from tests.factories.questionnaires import load_questionnaires
from tests.factories.register import make_class_group, make_school
from tests.factories.responses import ACTOR, DURING, make_survey
from tests.factories.visits import at, make_visit


def test_a_workshop_gets_one_survey_with_code_and_link(app_on_both: Flask) -> None:
    survey = make_survey()

    assert services.prepare_survey(survey.workshop, actor=ACTOR) is survey
    assert is_code(survey.typed_code)
    assert is_link_key(survey.link_key)
    assert survey.version.questionnaire_code == "primary-exit"
    assert [entry.action for entry in audit.list_entries("survey", survey.workshop_id)] == ["prepared"]


def test_all_workshops_of_a_visit_are_prepared_and_twice_is_once(app: Flask) -> None:
    load_questionnaires()
    school = make_school()
    visit = make_visit(make_class_group(school), make_class_group(school, label="8. b"))

    services.prepare_surveys(visit.workshops, actor=ACTOR)
    services.prepare_surveys(visit.workshops, actor=ACTOR)

    surveys = queries.list_surveys([workshop.id for workshop in visit.workshops])
    assert len({survey.typed_code for survey in surveys.values()}) == 2


def test_a_secondary_school_gets_its_own_questionnaire(app: Flask) -> None:
    group = make_class_group(make_school(level="secondary"), grade=2)

    survey = make_survey(make_visit(group).workshops[0])

    assert survey.version.questionnaire_code == "secondary-exit"


def test_a_level_without_a_questionnaire_is_said(app: Flask) -> None:
    with pytest.raises(services.NoQuestionnaire):
        services.prepare_survey(make_visit().workshops[0], actor=ACTOR)


def test_a_survey_opens_with_its_workshop_and_closes_some_hours_later(app: Flask) -> None:
    survey = make_survey()

    assert survey.opens_at == at("8:00")
    assert survey.closes_at == survey.workshop.ends_at + CLOSES_AFTER
    assert survey.state(at("7:59")) is SurveyState.FUTURE
    assert survey.state(at("8:00")) is SurveyState.OPEN
    assert survey.state(survey.closes_at) is SurveyState.CLOSED
    assert not survey.is_final(survey.closes_at)
    assert survey.is_final(survey.closes_at + CLOSING_GRACE)


def test_a_survey_follows_its_workshop_to_another_day(app_on_both: Flask) -> None:
    survey = make_survey()
    workshop, week = survey.workshop, timedelta(days=7)
    before = (survey.opens_at, survey.closes_at)

    workshop.starts_at += week
    workshop.ends_at += week
    db.session.commit()

    assert (survey.opens_at, survey.closes_at) == (before[0] + week, before[1] + week)


def test_another_change_of_a_workshop_leaves_a_survey_open_that_was_opened_by_hand(app: Flask) -> None:
    survey = make_survey()
    services.open_survey(survey, actor=ACTOR, now=at("7:00"))

    survey.workshop.room = "12"
    db.session.commit()

    assert survey.opens_at == at("7:00")


def test_a_survey_goes_with_its_workshop(app_on_both: Flask) -> None:
    survey = make_survey()
    visit = survey.workshop.visit
    db.session.expunge(survey)

    visit.workshops.clear()
    db.session.commit()

    assert db.session.query(WorkshopSurvey).count() == 0


def test_a_survey_is_opened_before_its_time_and_after_it(app: Flask) -> None:
    survey = make_survey()
    services.open_survey(survey, actor=ACTOR, now=at("7:00"))
    assert (survey.opens_at, survey.closes_at) == (at("7:00"), survey.workshop.ends_at + CLOSES_AFTER)

    services.open_survey(survey, actor=ACTOR, now=at("18:00"))

    assert survey.state(at("18:00")) is SurveyState.OPEN
    assert survey.closes_at == at("18:00") + CLOSES_AFTER
    assert [entry.action for entry in audit.list_entries("survey", survey.workshop_id)][:2] == ["opened"] * 2


def test_opening_an_open_survey_and_closing_a_closed_one_change_nothing(app: Flask) -> None:
    survey = make_survey()
    services.open_survey(survey, actor=ACTOR, now=DURING)
    assert survey.opens_at == at("8:00")

    services.close_survey(survey, actor=ACTOR, now=DURING)
    services.close_survey(survey, actor=ACTOR, now=DURING + timedelta(hours=1))
    assert survey.closes_at == DURING
    services.close_survey(survey, actor=ACTOR, now=at("7:00"))  # not open yet then
    assert survey.closes_at == DURING


def test_a_code_that_exists_is_never_drawn_again(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    used = make_survey().typed_code
    drawn = iter([used, used, "NEWCODE2"])
    monkeypatch.setattr(services, "draw_code", lambda: next(drawn))

    school = make_school("322")
    survey = make_survey(make_visit(make_class_group(school)).workshops[0])

    assert survey.typed_code == "NEWCODE2"
