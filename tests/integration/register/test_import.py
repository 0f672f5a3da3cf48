"""A register file is imported whole or not at all, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Barrier

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from accounts.models import User
from core import audit, clock
from core.audit import COMMAND_LINE
from core.database import db
from core.tables import UnreadableTable
from tests.factories.accounts import make_coordinator
from tests.factories.register import make_levels, make_municipality, make_school, register_file, register_row
from workshops.register import queries, services
from workshops.register.models import RegisterUpload, School, SchoolRole
from workshops.register.services import RegisterMovedError, RegisterProblems

SLOVENIA = Path(services.__file__).parent / "slovenia" / "schools.csv"


@pytest.fixture
def celje(app_on_both: Flask) -> None:
    make_levels()
    make_school("321")


def run(*rows: dict[str, str]) -> None:
    services.import_register(register_file(*rows), actor=COMMAND_LINE)


@pytest.mark.usefixtures("celje")
def test_a_file_adds_changes_and_closes() -> None:
    make_school("322")

    with time_machine.travel(datetime(2025, 3, 1, 12, tzinfo=UTC)):
        run(
            register_row("321", name="Osnovna šola Frana Roša"),
            register_row("322", status="closed"),
            register_row("401", role="branch", parent_id="400"),
            register_row("400", role="parent"),
        )

    schools = {school.id: school for school in db.session.scalars(select(School))}
    assert schools["321"].name == "Osnovna šola Frana Roša"
    assert schools["321"].folded_name == "osnovna sola frana rosa celje"
    assert schools["322"].closed_on == date(2025, 3, 1)
    assert (schools["401"].parent_id, schools["401"].role) == ("400", SchoolRole.BRANCH)


@pytest.mark.usefixtures("celje")
def test_every_change_stands_in_the_history_of_its_school() -> None:
    run(register_row("321", note="nova telovadnica"))
    run(register_row("321", note="nova telovadnica", status="closed"))
    run(register_row("321", note="nova telovadnica"))

    entries = audit.list_entries("school", "321")

    assert [entry.action for entry in entries] == ["reopened", "closed", "changed"]
    assert entries[-1].before == {"note": ""}
    assert entries[-1].after == {"note": "nova telovadnica"}


@pytest.mark.usefixtures("celje")
def test_a_school_that_the_file_does_not_name_stays_open() -> None:
    run(register_row("400"))

    assert queries.get_school("321").closed_on is None


@pytest.mark.usefixtures("celje")
def test_one_wrong_row_keeps_the_whole_file_out() -> None:
    with pytest.raises(RegisterProblems) as refused:
        run(register_row("400"), register_row("401", level="?"))

    assert [(problem.line, problem.column) for problem in refused.value.problems] == [(3, "level")]
    assert queries.find_school("400") is None


@pytest.mark.usefixtures("celje")
@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        ("šola".encode("cp1250"), "not_utf8"),
        (b"school_id,name\n1,2\n", "missing_column"),
        (b"x" * (2 * 1024 * 1024 + 1), "file_too_large"),
        (register_file(register_row()).replace(b"note", b"opomba"), "unknown_column"),
    ],
)
def test_a_file_that_is_no_register_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(UnreadableTable) as refused:
        services.read_register(content)

    assert code in {problem.code for problem in refused.value.problems}


@pytest.mark.usefixtures("celje")
def test_a_file_with_semicolons_and_a_mark_is_read() -> None:
    content = register_file(register_row("400")).replace(b",", b";")

    assert services.read_register(b"\xef\xbb\xbf" + content)[0].id == "400"


def test_the_bundled_register_changes_nothing_when_it_is_imported_again(app: Flask) -> None:
    services.load_slovenia()

    change = services.preview_register(services.read_register(SLOVENIA.read_bytes()))

    assert change.is_empty
    assert change.unchanged == 1009


def upload(actor: User, *rows: dict[str, str]) -> RegisterUpload:
    return services.upload_register("register.csv", register_file(*rows), actor=actor)


def shown(upload: RegisterUpload) -> str:
    return services.preview_register(queries.records_of(upload)).fingerprint


@pytest.mark.usefixtures("celje")
def test_an_upload_changes_nothing_until_it_is_confirmed() -> None:
    klara = make_coordinator()
    waiting = upload(klara, register_row("400"))
    assert queries.find_school("400") is None

    services.apply_upload(waiting.id, shown(waiting), actor=klara)

    assert queries.find_school("400") is not None
    assert waiting.applied_at is not None
    assert waiting.records == []
    assert audit.list_entries("school", "400")[0].actor_label == "Klara"


@pytest.mark.usefixtures("celje")
def test_an_upload_that_is_confirmed_twice_is_applied_once() -> None:
    klara = make_coordinator()
    waiting = upload(klara, register_row("321", note="enkrat"))
    fingerprint = shown(waiting)

    services.apply_upload(waiting.id, fingerprint, actor=klara)
    services.apply_upload(waiting.id, fingerprint, actor=klara)

    assert len(audit.list_entries("school", "321")) == 1


@pytest.mark.usefixtures("celje")
def test_a_register_that_moved_in_between_is_left_alone() -> None:
    klara = make_coordinator()
    waiting = upload(klara, register_row("321", name="Nova šola"))
    fingerprint = shown(waiting)
    run(register_row("321", note="medtem"))

    with pytest.raises(RegisterMovedError):
        services.apply_upload(waiting.id, fingerprint, actor=klara)

    db.session.rollback()
    assert queries.get_school("321").name == "Osnovna šola 321"


def test_of_two_confirmations_at_once_the_second_is_told_to_look_again(app_on_both: Flask) -> None:
    make_levels()
    make_school("321")
    klara = make_coordinator()
    waiting = [upload(klara, register_row("321", note=note)) for note in ("prva", "druga")]
    asked = [(one.id, shown(one)) for one in waiting]
    person_id = klara.id
    db.session.rollback()
    start = Barrier(len(asked))

    def confirm(upload_id: str, fingerprint: str) -> bool:
        with app_on_both.app_context():
            actor = db.session.get_one(User, person_id)
            db.session.rollback()
            start.wait(timeout=10)
            try:
                services.apply_upload(upload_id, fingerprint, actor=actor)
            except RegisterMovedError:
                return False
            return True

    with ThreadPoolExecutor(len(asked)) as pool:
        applied = list(pool.map(confirm, *zip(*asked, strict=True)))

    assert sorted(applied) == [False, True]
    assert len(audit.list_entries("school", "321")) == 1


@pytest.mark.usefixtures("celje")
def test_an_upload_belongs_to_its_uploader_and_ends() -> None:
    klara = make_coordinator()
    waiting = upload(klara, register_row("400"))
    later = clock.now() + timedelta(hours=3)

    assert queries.find_upload(waiting.id, person_id=klara.id, now=clock.now()) is waiting
    assert queries.find_upload(waiting.id, person_id=klara.id + 1, now=clock.now()) is None
    assert queries.find_upload(waiting.id, person_id=klara.id, now=later) is None


@pytest.mark.usefixtures("celje")
def test_uploads_that_have_ended_are_thrown_away() -> None:
    klara = make_coordinator()
    with time_machine.travel(clock.now() - timedelta(hours=3)):
        upload(klara, register_row("400"))

    kept = upload(klara, register_row("401"))

    assert db.session.scalars(select(RegisterUpload.id)).all() == [kept.id]


@pytest.mark.usefixtures("celje")
def test_a_branch_moves_to_another_municipality_with_its_region() -> None:
    make_municipality("SI-024", "Dobrna")

    run(register_row("321", municipality_code="SI-024", municipality="Dobrna"))

    assert queries.get_school("321").municipality.name == "Dobrna"
