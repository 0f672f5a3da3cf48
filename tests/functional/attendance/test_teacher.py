"""A teacher reports from a phone, behind a link, without an account."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from accounts.models import LinkPurpose, SignedLink
from core import audit
from core.database import db
from tests.client import PageClient
from tests.factories.attendance import AFTER, make_attendance, make_material, make_teacher_link
from tests.factories.register import make_class_group, make_school
from tests.factories.visits import make_visit
from tests.pages.attendance import AttendancePage, CountsForm
from workshops.attendance.models import Attendance, Deviation
from workshops.visits.models import NotHeldReason, Visit


@pytest.fixture(autouse=True)
def after_the_visit() -> Iterator[None]:
    with time_machine.travel(AFTER):
        yield


@pytest.fixture
def visit(app: Flask) -> Visit:
    school = make_school()
    return make_visit(make_class_group(school), make_class_group(school, label="8. b", pupils=24))


@pytest.fixture
def address(visit: Visit) -> str:
    return f"/a/{make_teacher_link(visit)}"


def recorded(visit: Visit, position: int = 1) -> Attendance | None:
    db.session.expire_all()
    return db.session.get(Attendance, visit.workshops[position - 1].id)


def open_form(client: PageClient, address: str, visit: Visit, position: int = 1) -> CountsForm:
    return CountsForm(client, address, visit.workshops[position - 1].id)


def test_the_page_lists_the_classes_and_knows_how_many_are_enrolled(
    client: PageClient, visit: Visit, address: str
) -> None:
    page = open_form(client, address, visit, 2)

    assert page.heading == "Udeležba – Osnovna šola 321, 7. 10. 2024"
    assert "8. a" in page.text
    assert page.fields["enrolled"] == "24"
    assert page.fields["present"] == ""
    assert page.soup.select("nav") == []


def test_counts_arrive_and_the_page_says_what_is_missing(
    client: PageClient, visit: Visit, address: str
) -> None:
    leaflet = make_material()
    form = open_form(client, address, visit).fill(
        present=19, teachers=2, other_educators=1, deviation="shortened", note="Ogenj v kuhinji."
    )
    page = form.fill(**{f"copies_{leaflet.id}": 20}).send()

    assert page.heading == "Udeležba je prejeta"
    assert "Osnovna šola 321, 7. 10. 2024" in page.text
    assert "Manjka še: 8. b." in page.text
    assert "19 od 21" in page.text
    attendance = recorded(visit)
    assert attendance is not None
    assert (attendance.enrolled, attendance.present, attendance.teachers) == (21, 19, 2)
    assert (attendance.other_educators, attendance.deviation) == (1, Deviation.SHORTENED)
    assert attendance.note == "Ogenj v kuhinji."
    assert [(handout.material_id, handout.copies) for handout in attendance.handouts] == [(leaflet.id, 20)]
    assert attendance.reported_by_id is None
    assert attendance.countersigned_at is None


def test_when_all_has_arrived_the_teacher_is_thanked(client: PageClient, visit: Visit, address: str) -> None:
    open_form(client, address, visit, 1).fill(present=19, teachers=1).send()
    page = open_form(client, address, visit, 2).fill(present=24, teachers=1).send()

    assert "Hvala. Vse je prispelo" in page.text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (
            {"present": "22"},
            "Prisotnih je bilo 22, v oddelku pa jih je 21; popravite eno od obeh števil.",
        ),
        ({"present": "-1"}, "Vnesite celo število, na primer 21."),
        ({"present": "devetnajst"}, "Vnesite celo število, na primer 21."),
        ({"present": "19,5"}, "Vnesite celo število, na primer 21."),
        ({"present": "\N{FULLWIDTH DIGIT ONE}9"}, "Vnesite celo število, na primer 21."),
        ({"present": "9" * 5000}, "Vnesite število, ki ni večje od 300."),
        ({"present": ""}, "Vnesite, koliko jih je bilo na delavnici."),
        (
            {"present": "0"},
            "Če ni bilo nikogar, delavnice ni bilo; prosimo, sporočite to voditelju delavnice.",
        ),
        ({"enrolled": "0"}, "V oddelku je vsaj eden."),
        ({"teachers": ""}, "Vnesite, koliko učiteljev je bilo prisotnih; 0, če nihče."),
        ({"teachers": "51"}, "Vnesite število, ki ni večje od 50."),
        ({"note": "a" * 501}, "Opomba ima več kot 500 znakov; prosimo, skrajšajte jo."),
    ],
    ids=lambda value: str(value)[:40],
)
def test_what_cannot_be_right_gets_a_sentence_at_its_field_and_nothing_typed_is_lost(
    client: PageClient, visit: Visit, address: str, typed: dict[str, str], sentence: str
) -> None:
    filled = {"present": "19", "teachers": "1", "note": "Vse v redu.", "other_educators": "3"} | typed
    form = open_form(client, address, visit).fill(**filled)

    page = form.send()

    assert page.status == 200
    assert page.errors == {next(iter(typed)): sentence}
    assert page.soup.title is not None
    assert page.soup.title.text.startswith("Napaka: ")
    again = {name: page.soup.find(id=f"w{visit.workshops[0].id}-{name}") for name in filled}
    for name, value in filled.items():
        field = again[name]
        assert field is not None
        shown = field.get_text().strip() if name == "note" else field["value"]  # type: ignore[index]
        assert shown == value
    assert recorded(visit) is None


def test_every_problem_is_said_at_once(client: PageClient, visit: Visit, address: str) -> None:
    page = open_form(client, address, visit).fill(present=22, teachers="", other_educators="dva").send()

    assert set(page.errors) == {"present", "teachers", "other_educators"}


def test_without_anything_sent_nothing_is_said_to_have_arrived(client: PageClient, address: str) -> None:
    answer = client.get(f"{address}/received")

    assert answer.status_code == 302
    assert answer.headers["Location"] == address


def test_the_same_form_twice_is_one_record_and_the_same_page(
    client: PageClient, visit: Visit, address: str
) -> None:
    form = open_form(client, address, visit).fill(present=19, teachers=1)

    pages = [form.send(), form.send()]

    assert pages[0].text == pages[1].text
    assert len(audit.list_entries("attendance", visit.workshops[0].id)) == 1


def test_a_form_changed_after_it_was_sent_is_not_taken_for_the_same(
    client: PageClient, visit: Visit, address: str
) -> None:
    form = open_form(client, address, visit).fill(present=19, teachers=1)
    form.send()

    page = form.fill(present=20).send()
    assert page.versions["Prisotni na delavnici drugače"] == ("19", "20")

    page.choose("mine")
    attendance = recorded(visit)
    assert attendance is not None
    assert attendance.present == 20


def test_an_old_form_that_arrives_late_changes_nothing(
    client: PageClient, visit: Visit, address: str
) -> None:
    first = open_form(client, address, visit).fill(present=19, teachers=1)
    first.send()
    open_form(client, address, visit).fill(present=20).send()

    page = first.send()

    assert page.heading == "Udeležba je prejeta"
    attendance = recorded(visit)
    assert attendance is not None
    assert attendance.present == 20


def test_a_correction_keeps_the_earlier_counts_in_the_history(
    client: PageClient, visit: Visit, address: str
) -> None:
    open_form(client, address, visit).fill(present=19, teachers=1).send()

    form = open_form(client, address, visit)
    assert form.fields["present"] == "19"
    page = form.fill(present=18).send()

    assert "18 od 21" in page.text
    entry = audit.list_entries("attendance", visit.workshops[0].id)[0]
    assert (entry.action, entry.actor_label) == ("corrected", "attendance link")
    assert entry.before is not None
    assert entry.before["present"] == 19


def two_devices(client: PageClient, visit: Visit, address: str) -> AttendancePage:
    """Two teachers open the form; both send, the second with other counts."""
    first, second = open_form(client, address, visit), open_form(client, address, visit)
    first.fill(present=19, teachers=1).send()
    return second.fill(present=20, teachers=1, note="Eden je zamudil.").send()


def test_other_counts_from_another_device_stand_beside_the_recorded_ones(
    client: PageClient, visit: Visit, address: str
) -> None:
    page = two_devices(client, visit, address)

    assert page.heading == "Dve različici za oddelek 8. a"
    assert page.versions["Prisotni na delavnici drugače"] == ("19", "20")
    assert page.versions["Prisotni učitelji"] == ("1", "1")
    attendance = recorded(visit)
    assert attendance is not None
    assert attendance.present == 19


@pytest.mark.parametrize(("choice", "outcome"), [("mine", ("corrected", 20)), ("keep", ("set_aside", 19))])
def test_the_person_chooses_and_neither_version_is_lost(
    client: PageClient, visit: Visit, address: str, choice: str, outcome: tuple[str, int]
) -> None:
    page = two_devices(client, visit, address).choose(choice)

    assert page.heading == "Udeležba je prejeta"
    attendance = recorded(visit)
    assert attendance is not None
    entries = audit.list_entries("attendance", visit.workshops[0].id)
    assert entries[-1].action == "reported"
    assert (entries[0].action, attendance.present) == outcome
    assert {(entry.after or {})["present"] for entry in entries} == {19, 20}
    assert (entries[0].after or {})["note"] == "Eden je zamudil."


def test_the_same_counts_from_another_device_need_no_choice(
    client: PageClient, visit: Visit, address: str
) -> None:
    first, second = open_form(client, address, visit), open_form(client, address, visit)
    first.fill(present=19, teachers=1).send()

    page = second.fill(present=19, teachers=1).send()

    assert page.heading == "Udeležba je prejeta"
    assert len(audit.list_entries("attendance", visit.workshops[0].id)) == 1


def test_before_the_visit_there_is_only_a_sentence(client: PageClient, visit: Visit, address: str) -> None:
    with time_machine.travel(visit.starts_at - timedelta(minutes=1)):
        page = AttendancePage(client, client.get(address))

    assert "Obisk se še ni začel. Obrazec se odpre, ko se začne." in page.text
    assert page.soup.select("form.report") == []


def test_the_teacher_corrects_for_fourteen_days_and_then_only_reads(
    client: PageClient, visit: Visit, address: str
) -> None:
    make_attendance(visit.workshops[0])
    with time_machine.travel(AFTER + timedelta(days=14)):
        late = open_form(client, address, visit).fill(present=7)
    with time_machine.travel(AFTER + timedelta(days=15)):
        page = AttendancePage(client, client.get(address))
        refused = late.send()

    assert "Čas za popravke je potekel." in page.text
    assert "19 od 21" in page.text
    assert page.soup.select("form.report") == []
    assert "Čas za popravke je potekel." in refused.text
    field = refused.soup.find(id=f"w{visit.workshops[0].id}-present")
    assert field is not None
    assert field["value"] == "7"  # type: ignore[index]
    attendance = recorded(visit)
    assert attendance is not None
    assert attendance.present == 19


def test_a_workshop_that_was_not_held_takes_no_counts(client: PageClient, visit: Visit, address: str) -> None:
    form = open_form(client, address, visit).fill(present=19, teachers=1)
    visit.workshops[0].not_held_reason = NotHeldReason.CLASS_ABSENT

    page = form.send()

    assert "Ta delavnica je označena kot neizvedena" in page.text
    assert recorded(visit) is None


def test_a_cancelled_visit_says_so(client: PageClient, visit: Visit, address: str) -> None:
    visit.cancelled_at = AFTER
    assert "Ta obisk je odpovedan" in AttendancePage(client, client.get(address)).text


def test_a_form_that_was_used_for_another_class_is_renewed(
    client: PageClient, visit: Visit, address: str
) -> None:
    first = open_form(client, address, visit, 1).fill(present=19, teachers=1)
    first.send()
    second = open_form(client, address, visit, 2).fill(
        present=20, teachers=1, form_token=first.fields["form_token"]
    )

    page = second.send()

    assert "Ta obrazec je bil že uporabljen za drugo delavnico." in page.text
    token = page.soup.select_one(f"input[name=workshop][value='{visit.workshops[1].id}']").find_previous(  # type: ignore[union-attr]
        attrs={"name": "form_token"}
    )
    assert second.fill(form_token=token["value"]).send().heading == "Udeležba je prejeta"  # type: ignore[index]


@pytest.mark.parametrize("token", ["", "x", "' OR 1=1 --", "a" * 400])
def test_a_token_that_we_did_not_make_is_replaced(
    client: PageClient, visit: Visit, address: str, token: str
) -> None:
    open_form(client, address, visit).fill(present=19, teachers=1, form_token=token).send()

    attendance = recorded(visit)
    assert attendance is not None
    assert len(attendance.form_token) == 32


@pytest.mark.parametrize("workshop", ["", "abc", "0", "99999999999999999999"])
def test_a_workshop_of_another_visit_is_refused(
    client: PageClient, visit: Visit, address: str, workshop: str
) -> None:
    answer = client.post(address, data={"workshop": workshop, "form_token": "x"})
    assert answer.status_code == 400


def link_that_is(kind: str, visit: Visit) -> str:
    if kind == "of another purpose":
        return make_teacher_link(visit, purpose=LinkPurpose.SCHOOL)
    if kind == "expired":
        return make_teacher_link(visit, lasts=timedelta(hours=1))
    token = make_teacher_link(visit)
    if kind == "revoked":
        db.session.query(SignedLink).update({"revoked_at": AFTER})
    return token.swapcase() if kind == "altered" else token


@pytest.mark.parametrize("kind", ["of another purpose", "expired", "revoked", "altered"])
@pytest.mark.parametrize("rest", ["", "/received"])
def test_a_link_that_opens_nothing_says_what_to_do(
    client: PageClient, visit: Visit, kind: str, rest: str
) -> None:
    page = AttendancePage(client, client.get(f"/a/{link_that_is(kind, visit)}{rest}"))

    assert page.status == 404
    assert page.heading == "Ta povezava ne deluje več"
    assert "zaprosite voditelja delavnice za novo povezavo" in page.text


def test_a_link_that_works_is_not_that_page(client: PageClient, visit: Visit) -> None:
    assert AttendancePage(client, client.get(f"/a/{link_that_is('good', visit)}")).status == 200


def test_no_cookie_is_needed_to_send(client: PageClient, visit: Visit, address: str) -> None:
    form = open_form(client, address, visit).fill(present=19, teachers=1)
    client.delete_cookie("session")

    assert form.send().heading == "Udeležba je prejeta"


def test_the_page_is_in_english_too(client: PageClient, visit: Visit, address: str) -> None:
    page = AttendancePage(client, client.get(f"{address}?lang=en"))
    assert page.heading == "Attendance – Osnovna šola 321, 7 October 2024"


def test_the_page_of_four_classes_weighs_little(client: PageClient) -> None:
    school = make_school()
    visit = make_visit(*(make_class_group(school, label=f"8. {letter}") for letter in "abcd"))
    make_material()
    assert len(client.get(f"/a/{make_teacher_link(visit)}").data) < 30_000


def test_only_showing_and_sending_is_possible(client: PageClient, address: str) -> None:
    assert client.delete(address).status_code == 405
    assert client.post(f"{address}/received").status_code == 405
