"""Everybody with an account who needs the register finds and reads schools."""

from datetime import date

import pytest
from flask import Flask
from markupsafe import Markup

from accounts.policy import Role
from core import audit
from core.audit import COMMAND_LINE
from core.database import db
from tests.client import PageClient
from tests.factories.accounts import make_coordinator, make_officer, make_person
from tests.factories.register import (
    make_class_group,
    make_levels,
    make_municipality,
    make_region,
    make_school,
    register_file,
    register_row,
)
from tests.pages.register import SchoolPage, SchoolsPage, speak_english
from workshops.register import services
from workshops.register.models import CountBasis, School, SchoolRole
from workshops.register.school_panels import add_school_panel


@pytest.fixture
def klara(client: PageClient) -> PageClient:
    """Klara, the coordinator, has signed in and reads English."""
    make_levels()
    make_coordinator()
    client.sign_in("klara@example.si")
    speak_english(client)
    return client


def test_the_list_finds_a_school_without_accents(klara: PageClient) -> None:
    make_school("1", name="Osnovna šola Škofja Loka - Mesto")
    make_school("2", name="Osnovna šola Frana Roša")

    page = SchoolsPage(klara, text="skofja")

    assert page.names == ["Osnovna šola Škofja Loka - Mesto"]
    assert page.field("text") == "skofja"


def test_the_filters_stand_in_the_address_and_stay_when_sorting(klara: PageClient) -> None:
    west = make_municipality("SI-061", "Ljubljana", region=make_region("SI041", "Osrednjeslovenska"))
    make_school("1", name="Osnovna šola Celje")
    make_school("2", name="Osnovna šola Ljubljana", municipality=west)

    page = SchoolsPage(klara, region="SI041", level="primary")

    assert page.names == ["Osnovna šola Ljubljana"]
    assert page.field("region") == "SI041"
    assert page.link("Classes") == "/schools?region=SI041&level=primary&sort=classes"


def test_a_filter_that_does_not_exist_lets_everything_through(klara: PageClient) -> None:
    make_school("1", name="Osnovna šola Celje")

    assert SchoolsPage(klara, region="SI999", page="x", sort="x").names == ["Osnovna šola Celje"]


def test_an_empty_result_says_how_to_see_more(klara: PageClient) -> None:
    make_school("1")

    page = SchoolsPage(klara, text="gimnazija")

    assert "No school matches." in page.text
    assert page.link("Show all") == "/schools"


def test_closed_schools_are_shown_when_asked_for(klara: PageClient) -> None:
    make_school("1", name="Odprta šola")
    make_school("2", name="Zaprta šola", closed_on=date(2023, 9, 1))

    assert SchoolsPage(klara).names == ["Odprta šola"]
    assert SchoolsPage(klara, state="closed").names == ["Zaprta šola"]


def test_modelled_numbers_are_called_so(klara: PageClient) -> None:
    school = make_school("1")
    make_class_group(school, grade=8, pupils=20, basis=CountBasis.MODELLED)
    make_class_group(school, grade=9, pupils=22, basis=CountBasis.REPORTED)

    assert "1 class with its pupils is modelled, not counted" in SchoolsPage(klara).text
    groups = SchoolPage(klara, "1").section("class-groups")
    assert "8. a 20 modelled" in groups
    assert "9. a 22 reported by the school" in groups
    assert "They are no facts about this school." in groups


def test_a_school_shows_its_facts(klara: PageClient) -> None:
    make_school("1", name="Matična šola", role=SchoolRole.PARENT)
    make_school(
        "2",
        name="Podružnica",
        role=SchoolRole.BRANCH,
        parent_id="1",
        language="sl-hu",
        website="https://www.sola.si",
        note="selitev 2024",
    )

    page = SchoolPage(klara, "2")

    assert page.heading == "Podružnica"
    assert page.facts == {
        "Address": "Glavna ulica 1, 3000 Celje",
        "Role": "branch",
        "Parent school": "Matična šola",
        "Language of instruction": "Slovene and Hungarian",
        "Winter holidays": "east",
        "Website": "https://www.sola.si",
        "Number in the register": "2",
        "Note": "selitev 2024",
    }
    assert "Podružnica" in SchoolPage(klara, "1").section("branches")


def test_a_website_that_is_a_remark_is_no_link(klara: PageClient) -> None:
    make_school("1", website="http://glej matično šolo")

    assert "Website" not in SchoolPage(klara, "1").facts


def test_the_class_groups_of_each_school_year_can_be_seen(klara: PageClient) -> None:
    school = make_school("1")
    make_class_group(school, school_year="2023/24", label="8. lani")
    make_class_group(school, school_year="2024/25", label="8. letos")

    newest, earlier = SchoolPage(klara, "1"), SchoolPage(klara, "1", "?school_year=2023/24")

    assert "8. letos" in newest.section("class-groups")
    assert "8. lani" in earlier.section("class-groups")
    assert "8. letos" in SchoolPage(klara, "1", "?school_year=x").section("class-groups")


def test_a_school_without_class_groups_says_so(klara: PageClient) -> None:
    make_school("1")

    assert "No class groups are known" in SchoolPage(klara, "1").section("class-groups")


def test_the_history_tells_each_change(klara: PageClient) -> None:
    make_school("321", name="Stara šola")
    services.import_register(
        register_file(register_row("321", name="Nova šola", status="closed")), actor=COMMAND_LINE
    )

    page = SchoolPage(klara, "321")

    assert "Closed" in page.section("history")
    assert "Name: Stara šola → Nova šola" in page.section("history")
    assert "Closed: no → yes" in page.section("history")
    assert "command line" in page.section("history")
    assert "The school has been closed since" in page.soup.get_text()


def test_a_change_by_another_slice_is_told_too(klara: PageClient) -> None:
    school = make_school("1")
    audit.record(COMMAND_LINE, "bell_changed", "school", school.id, before={"x": 1}, after={})
    db.session.commit()

    assert "x: 1 → \N{EN DASH}" in SchoolPage(klara, "1").section("history")


def test_later_slices_hand_their_part_in(app: Flask, klara: PageClient) -> None:
    def render(school: School, today: date) -> Markup:
        return Markup("<section><h2>Turn of {}</h2><p>{}</p></section>").format(school.name, today.year)

    add_school_panel(app, render)
    make_school("1", name="<Šola>")

    assert "Turn of <Šola>" in SchoolPage(klara, "1").sections


def test_a_school_that_does_not_exist_is_not_found(klara: PageClient) -> None:
    klara.page("/schools/999", status=404)
    klara.page("/schools/uploads", status=404)


def test_the_list_cannot_be_posted_to(klara: PageClient) -> None:
    token = klara.csrf_token("/schools")

    assert klara.post("/schools", data={"csrf_token": token}).status_code in {400, 405}


def test_an_officer_reads_the_register_and_is_not_offered_to_change_it(client: PageClient) -> None:
    make_officer()
    make_school("1", name="Osnovna šola Celje")
    client.sign_in("oskar@example.si")

    assert SchoolsPage(client).names == ["Osnovna šola Celje"]
    assert "/schools/uploads/new" not in str(SchoolsPage(client).soup)
    assert SchoolPage(client, "1").heading == "Osnovna šola Celje"


def test_somebody_without_the_right_sees_no_school(client: PageClient) -> None:
    make_school("1")
    make_person("Vida", Role.SAFEGUARDING_READER)
    client.sign_in("vida@example.si")

    client.page("/schools", status=403)
    client.page("/schools/1", status=403)


def test_a_visitor_is_sent_to_sign_in(client: PageClient) -> None:
    assert client.get("/schools/1").status_code == 302


def test_the_pages_speak_slovene(client: PageClient) -> None:
    make_coordinator()
    make_school("1", name="Osnovna šola Celje")
    client.sign_in("klara@example.si")

    assert "Šole" in client.page("/schools").get_text()
    assert "Jezik pouka" in SchoolPage(client, "1").facts
