"""Publishing the question bank."""

import json
from copy import deepcopy
from pathlib import Path

import pytest
from flask import Flask

from core import audit
from core.database import db
from core.exchange import InputProblems
from surveys.questionnaires import queries, services
from surveys.questionnaires.models import QuestionnaireVersion
from tests.factories.questionnaires import load_questionnaires, make_version
from tests.factories.register import make_level, make_levels
from tests.unit.questionnaires.test_definition import DOCUMENTS


def write_bank(folder: Path, *documents: object) -> Path:
    for number, document in enumerate(documents):
        (folder / f"{number}.json").write_text(json.dumps(document), encoding="utf-8")
    return folder


def test_bank_is_published_once(app_on_both: Flask) -> None:
    make_levels()

    assert services.load_bank() == 2
    assert services.load_bank() == 0
    assert [row.code for row in queries.list_questionnaires()] == ["primary-exit", "secondary-exit"]
    assert len(audit.list_entries("questionnaire_version", "primary-exit/1")) == 1


def test_what_was_published_is_read_back_as_it_was(app_on_both: Flask) -> None:
    version = make_version("secondary")

    assert version.definition == DOCUMENTS["secondary-exit"]
    assert queries.get_definition(version.id).question_ids[7] == "scenario-work"


def test_a_changed_file_with_the_same_number_is_an_error(app: Flask, tmp_path: Path) -> None:
    load_questionnaires()
    changed = deepcopy(DOCUMENTS["primary-exit"])
    changed["questions"][0]["text"]["sl"] = "Ali je bilo kaj novega?"

    with pytest.raises(services.PublishedAlready, match="new number"):
        services.load_bank(write_bank(tmp_path, changed))
    db.session.rollback()
    assert make_version().definition == DOCUMENTS["primary-exit"]


def test_a_native_speakers_approval_is_noted_in_the_published_version(app: Flask, tmp_path: Path) -> None:
    load_questionnaires()
    approved = {**DOCUMENTS["primary-exit"], "to_be_checked": ["hu"]}

    assert services.load_bank(write_bank(tmp_path, approved)) == 0
    db.session.expire_all()
    version = queries.find_version("primary-exit", 1)
    assert version is not None
    assert queries.get_definition(version.id).to_be_checked == ("hu",)


def test_a_new_number_is_a_new_version_and_the_one_in_use(app: Flask, tmp_path: Path) -> None:
    first = make_version()
    second = {**deepcopy(DOCUMENTS["primary-exit"]), "number": 2}

    assert services.load_bank(write_bank(tmp_path, second)) == 1
    current = queries.find_current_version("primary")
    assert current is not None
    assert (current.number, current.id != first.id) == (2, True)


def test_a_retired_version_is_not_used_any_more(app: Flask) -> None:
    version = make_version()
    version.retired_at = version.published_at
    db.session.commit()

    assert queries.find_current_version("primary") is None


def test_a_questionnaire_for_an_unknown_level_is_refused(app: Flask) -> None:
    make_level("primary")

    with pytest.raises(services.UnknownLevel, match="secondary"):
        services.load_bank()


def test_nothing_is_published_when_one_file_is_wrong(app: Flask, tmp_path: Path) -> None:
    make_levels()
    wrong = {**DOCUMENTS["secondary-exit"], "minutes": "four"}

    with pytest.raises(InputProblems, match="minutes"):
        services.load_bank(write_bank(tmp_path, DOCUMENTS["primary-exit"], wrong))
    assert db.session.query(QuestionnaireVersion).count() == 0


def test_the_command_tells_what_it_did_and_what_is_wrong(app: Flask) -> None:
    runner = app.test_cli_runner()

    refused = runner.invoke(args=["questionnaires", "load"])
    db.session.rollback()
    make_levels()
    done = runner.invoke(args=["questionnaires", "load"])

    assert (refused.exit_code, "the register lacks" in refused.output) == (1, True)
    assert done.output == "2 versions published\n"
