"""Nobody can find out from the database in which order the pupils sent their answers."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from scipy.stats import kendalltau
from sqlalchemy import text

from core.database import db
from surveys.responses import services
from surveys.responses.answers import response_id
from surveys.responses.models import Response, WorkshopSurvey
from tests.conftest import make_app
from tests.factories.responses import make_survey, make_token, send

PUPILS = 300
CLASS = 12


@pytest.fixture
def postgresql_app(postgresql_url: str, tmp_path: Path) -> Iterator[Flask]:
    app = make_app(postgresql_url, tmp_path)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def send_many(survey: WorkshopSurvey, pupils: int = PUPILS) -> list[bytes]:
    """Send many forms; return their keys in the order of sending."""
    keys = []
    for _ in range(pupils):
        token = make_token()
        send(survey, token=token)
        keys.append(response_id(survey.link_key, token))
    return keys


def p_value(sent: list[bytes], found: list[bytes]) -> float:
    """Return how likely so much agreement between two orders would be by chance."""
    places = {key: place for place, key in enumerate(found)}
    assert set(places) == set(sent)
    return float(kendalltau(range(len(sent)), [places[key] for key in sent]).pvalue)


def test_no_query_gives_the_order_of_sending(app_on_both: Flask) -> None:
    survey = make_survey()
    sent = send_many(survey)

    found = db.session.scalars(text("SELECT id FROM responses ORDER BY id")).all()
    assert p_value(sent, [bytes(key) for key in found]) > 1e-6


@pytest.mark.postgresql
def test_once_shuffled_neither_place_nor_transaction_on_postgresql_gives_it(
    postgresql_app: Flask,
) -> None:
    survey = make_survey()
    sent = send_many(survey)
    attack = text("SELECT id FROM responses ORDER BY xmin::text::bigint, ctid")
    before = [bytes(key) for key in db.session.scalars(attack)]

    services.shuffle_responses(survey.workshop_id)
    db.session.commit()

    after = [bytes(key) for key in db.session.scalars(attack)]
    assert before == sent  # the attack works as long as the survey is open
    assert after == sorted(sent)


def test_once_shuffled_the_bytes_of_the_sqlite_file_do_not_give_it(app: Flask, tmp_path: Path) -> None:
    survey = make_survey()
    sent = send_many(survey, CLASS)
    before = order_in_file(tmp_path, sent)

    services.shuffle_responses(survey.workshop_id)
    db.session.commit()

    assert before == sent[::-1]  # the attack works as long as the survey is open
    assert order_in_file(tmp_path, sent) == sorted(sent, reverse=True)
    # In the table and in its index, and no remnant elsewhere.
    assert {content_of(tmp_path).count(key) for key in sent} == {2}


def test_shuffling_changes_no_answer(app_on_both: Flask) -> None:
    survey = make_survey()
    send_many(survey)
    columns = list(Response.__table__.columns)
    before = db.session.execute(db.select(*columns).order_by(Response.id)).all()

    services.shuffle_responses(survey.workshop_id)
    db.session.commit()

    assert db.session.execute(db.select(*columns).order_by(Response.id)).all() == before


def order_in_file(folder: Path, keys: list[bytes]) -> list[bytes]:
    """Return the keys in the order in which a thief of the file finds them in the table."""
    return sorted(keys, key=content_of(folder).index)


def content_of(folder: Path) -> bytes:
    db.session.commit()
    with db.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    return (folder / "trileto.sqlite3").read_bytes()
