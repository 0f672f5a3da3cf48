from datetime import date

import pytest
import time_machine
from flask import Flask

from core.database import db
from tests.client import PageClient
from tests.factories.accounts import make_analyst, make_coordinator, make_officer
from tests.factories.register import make_class_group, make_school
from tests.factories.reports import load_published_figures, make_attendance
from tests.factories.rotation import make_country, make_plan
from tests.factories.visits import make_facilitator, make_visit
from tests.pages.reports import OverviewPage
from workshops.register.models import School


@pytest.fixture(autouse=True)
def _october() -> object:
    with time_machine.travel("2024-10-10 12:00", tick=False):
        yield


@pytest.fixture
def coordinator(app: Flask, client: PageClient) -> PageClient:
    make_coordinator()
    client.sign_in("klara@example.si")
    return client


def test_empty_programme_says_what_is_missing(coordinator: PageClient) -> None:
    overview = OverviewPage(coordinator)

    assert overview.title == "Pregled šolskega leta 2024/25"
    assert overview.attention == ["Noben objavljeni načrt kroženja ne vsebuje tega šolskega leta."]
    assert overview.figures == {}


def test_visits_are_counted_by_where_they_stand(coordinator: PageClient) -> None:
    leader, school = make_facilitator(), make_school()
    groups = [make_class_group(school, label=f"8. {letter}") for letter in "abcde"]
    held = make_visit(groups[0], facilitator=leader, held_on=date(2024, 10, 7))
    make_attendance(held.workshops[0], present=20)
    make_visit(groups[1], facilitator=leader, held_on=date(2024, 10, 8))
    make_visit(groups[2], facilitator=leader, held_on=date(2024, 11, 18))
    make_visit(groups[3], facilitator=leader, held_on=date(2024, 10, 14), confirmed=False)
    offered = make_visit(groups[4], facilitator=leader, held_on=date(2024, 10, 15), confirmed=False)
    offered.offered_at = offered.created_at
    db.session.commit()

    overview = OverviewPage(coordinator)

    assert overview.figures["Izvedeni obiski"] == "2"
    assert overview.figures["Potrjeni obiski"] == "1"
    assert overview.figures["Ponujeni obiski"] == "1"
    assert overview.figures["Osnutki obiskov"] == "1"
    assert overview.figures["Znana udeležba"] == "50\N{NO-BREAK SPACE}%"
    assert overview.attention[1:] == [
        "1 ponujeni obisk ni potrjen, njegov dan pa je že mimo ali bo v dveh tednih.",
        "1 osnutek obiska še ni ponujen, njegov dan pa je že mimo ali bo v dveh tednih.",
        "1 delavnica je izvedena in še nima vpisane udeležbe.",
    ]


def test_regions_due_show_their_classes_and_what_stands(coordinator: PageClient) -> None:
    make_country()
    make_plan(published=True)
    group = make_class_group(db.session.get_one(School, "P1"), label="8. b")
    make_visit(group, held_on=date(2024, 11, 18))

    assert OverviewPage(coordinator).due == [
        ["Regija SI032", "Stopnja primary", "2", "1", "0", "50\N{NO-BREAK SPACE}%"],
        ["Regija SI031", "Stopnja secondary", "1", "0", "0", "0\N{NO-BREAK SPACE}%"],
    ]


def test_plan_that_waits_for_its_second_person_needs_attention(coordinator: PageClient) -> None:
    make_country()
    make_plan(published=True)
    make_plan()

    overview = OverviewPage(coordinator)

    assert overview.attention == ["1 načrt kroženja čaka na potrditev ali objavo."]
    link = overview.page.select_one(".card-list a")
    assert link is not None
    assert link["href"] == "/rotation-plans"


def test_offers_far_away_can_wait(coordinator: PageClient) -> None:
    visit = make_visit(held_on=date(2024, 11, 18), confirmed=False)
    visit.offered_at = visit.created_at
    db.session.commit()

    assert len(OverviewPage(coordinator).attention) == 1


def test_contradictions_of_the_published_figures_are_shown(coordinator: PageClient) -> None:
    load_published_figures()

    overview = OverviewPage(coordinator)

    assert overview.attention[-1] == "2 objavljeni številki sta v nasprotju s svojimi deli."
    text = overview.page.get_text(" ")
    assert "1.550" in text
    assert "152" in text


def test_another_school_year_can_be_chosen_and_nonsense_is_passed_over(coordinator: PageClient) -> None:
    make_visit(make_class_group(school_year="2023/24"), held_on=date(2024, 3, 4))

    assert OverviewPage(coordinator).title.endswith("2023/24")
    assert OverviewPage(coordinator, "2024/25").title.endswith("2024/25")
    assert OverviewPage(coordinator, "never").title.endswith("2023/24")


def test_analyst_sees_the_overview_and_an_officer_does_not(app: Flask, client: PageClient) -> None:
    make_analyst()
    make_officer()
    client.sign_in("anja@example.si")
    OverviewPage(client)
    client.send("/sign-out", form_on="/overview")
    client.sign_in("oskar@example.si")
    client.page("/overview", status=403)
