import pytest
import time_machine
from flask import Flask

from core.database import db
from tests.client import PageClient
from tests.factories.accounts import make_analyst, make_coordinator, make_officer
from tests.factories.rotation import make_country, make_plan
from tests.pages.activities import speak
from tests.pages.rotation import DraftPlanPage, PlanPage, words_of
from workshops.rotation import queries


@pytest.fixture(autouse=True)
def _october() -> object:
    with time_machine.travel("2024-10-10 12:00", tick=False):
        yield


@pytest.fixture
def coordinator(app: Flask, client: PageClient) -> PageClient:
    make_country()
    make_coordinator()
    client.sign_in("klara@example.si")
    return client


def test_plan_shows_maps_turns_loads_and_reach(coordinator: PageClient) -> None:
    page = PlanPage(coordinator, make_plan(published=True).id)

    assert len(page.maps) == 3
    assert page.maps[0].startswith("2023/24. Stopnja primary: Regija SI031; Stopnja secondary: Regija SI033")
    assert page.turns[0] == ["1. Regija SI031", "Stopnja primary", "Stopnja secondary", "leto premora"]
    assert "modelirano" in page.text
    assert "to je dokazano" in page.text
    assert "od 9 v enem ciklu" in page.text
    assert page.buttons == []


def test_maps_are_small_drawings_without_script(coordinator: PageClient) -> None:
    page = PlanPage(coordinator, make_plan().id)

    for drawing in page.page.select("main svg"):
        assert len(str(drawing)) < 40_000
        assert not drawing.select("script, foreignObject, image")


def test_plans_are_listed_with_their_state(coordinator: PageClient) -> None:
    assert "Načrta še ni." in words_of(coordinator.page("/rotation-plans"))

    make_plan(name="Prvi", published=True)
    make_plan(name="Drugi")

    text = words_of(coordinator.page("/rotation-plans"))
    assert "Prvi objavljen" in text
    assert "Drugi osnutek" in text


def test_draft_is_planned_and_waits_for_a_second_person(coordinator: PageClient) -> None:
    make_plan(published=True)

    answer = DraftPlanPage(coordinator).draft(name="Naslednji cikel")

    assert answer.status_code == 302
    plan = queries.list_plans()[0]
    assert answer.headers["Location"].endswith(f"/rotation-plans/{plan.id}")
    assert (plan.name, plan.school_years[0], plan.state) == ("Naslednji cikel", "2026/27", "draft")
    page = PlanPage(coordinator, plan.id)
    assert "Načrt, ki ste ga pripravili vi, mora potrditi nekdo drug." in page.text
    assert page.buttons == ["Zavrzite načrt"]


def test_form_sent_twice_leads_to_the_same_plan(coordinator: PageClient) -> None:
    form = DraftPlanPage(coordinator)

    first, second = form.draft(), form.draft()

    assert first.headers["Location"] == second.headers["Location"]
    assert len(queries.list_plans()) == 1


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"balance": "veliko"}, "Vpišite število, na primer 0,5."),
        ({"cut": "-1"}, "Vpišite število od 0 do 1000."),
        ({"changes": "nan"}, "Vpišite število od 0 do 1000."),
        ({"balance": ""}, "Vpišite število, na primer 0,5."),
        ({"first_year": "1999/00"}, "Izberite šolsko leto s seznama."),
        ({"name": "x" * 201}, "Vpišite največ 200 znakov."),
    ],
)
def test_error_stands_at_its_field_and_what_was_typed_stays(
    coordinator: PageClient, fields: dict[str, str], sentence: str
) -> None:
    answer = DraftPlanPage(coordinator).draft(**{"name": "Moj načrt", **fields})

    assert answer.status_code == 200
    assert sentence in answer.text
    assert "Nekaj je treba popraviti" in answer.text
    for typed in fields.values():
        assert typed == "1999/00" or f'value="{typed}"' in answer.text
    assert queries.list_plans() == []


def test_weight_may_have_a_decimal_comma(coordinator: PageClient) -> None:
    DraftPlanPage(coordinator).draft(balance="0,5")

    assert queries.list_plans()[0].result["weights"]["balance"] == 0.5


def test_years_outside_the_cycle_cannot_stay(coordinator: PageClient) -> None:
    make_plan(published=True)

    answer = DraftPlanPage(coordinator).draft(first_year="2026/27", fixed_years="2023/24")

    assert "Ostanejo lahko le leta tega cikla: 2026/27, 2027/28, 2028/29." in answer.text


def test_conflict_is_said_in_names(coordinator: PageClient) -> None:
    turns = {("2023/24", "primary"): "SI031", ("2025/26", "secondary"): "SI031"}
    make_plan(published=True, turns=turns)

    answer = DraftPlanPage(coordinator).draft(first_year="2023/24", fixed_years=["2023/24", "2025/26"])

    assert answer.status_code == 200
    assert "Noben načrt ne izpolni vsega tega hkrati:" in answer.text
    assert "Regija SI0" in answer.text


def test_register_without_classes_is_said(app: Flask, client: PageClient) -> None:
    make_country(with_classes=False)
    make_coordinator()
    client.sign_in("klara@example.si")

    answer = DraftPlanPage(client).draft()

    assert "Ni oddelkov ciljnih razredov in letnikov, za katere bi načrtovali." in answer.text


def test_second_person_approves_and_the_plan_is_published(coordinator: PageClient, app: Flask) -> None:
    mojca = make_coordinator("Mojca")
    plan = make_plan(created_by=mojca)

    assert PlanPage(coordinator, plan.id).buttons == ["Potrdite načrt", "Zavrzite načrt"]
    assert "Načrt je potrjen." in PlanPage(coordinator, plan.id).take_step("approve")
    assert "Načrt je objavljen." in PlanPage(coordinator, plan.id).take_step("publish")
    assert "načrt je zamrznjen" in PlanPage(coordinator, plan.id).text


@pytest.mark.parametrize(
    ("state", "step", "sentence"),
    [
        ("own", "approve", "Načrt, ki ste ga pripravili vi, mora potrditi nekdo drug."),
        ("draft", "publish", "Načrt mora biti pred objavo potrjen."),
        ("published", "discard", "Objavljeni načrt je zamrznjen; pripravite nov osnutek."),
    ],
)
def test_wrong_state_is_answered_with_what_to_do(
    coordinator: PageClient, state: str, step: str, sentence: str
) -> None:
    klara = make_plan(published=state == "published")
    if state == "own":
        klara.created_by_id = 1
        db.session.commit()
    # The button is not shown in this state; the form of the language switch lends its token.
    answer = coordinator.send(f"/rotation-plans/{klara.id}/{step}", form_on="/rotation-plans")

    assert sentence in words_of(coordinator.page(answer.headers["Location"]))


def test_draft_can_be_discarded(coordinator: PageClient) -> None:
    text = PlanPage(coordinator, make_plan().id).take_step("discard")

    assert "Načrt je zavržen." in text
    assert queries.list_plans() == []


def test_unknown_plan_is_not_found(coordinator: PageClient) -> None:
    coordinator.page("/rotation-plans/99", status=404)
    for step in ("approve", "publish", "discard"):
        answer = coordinator.send(f"/rotation-plans/99/{step}", form_on="/rotation-plans")
        assert answer.status_code == 404


def test_steps_take_no_get(coordinator: PageClient) -> None:
    plan = make_plan()

    for step in ("approve", "publish", "discard"):
        assert coordinator.get(f"/rotation-plans/{plan.id}/{step}").status_code == 405


@pytest.mark.parametrize("make", [make_officer, make_analyst])
def test_others_read_plans_and_change_none(app: Flask, client: PageClient, make: object) -> None:
    make_country()
    plan = make_plan()
    person = make()  # type: ignore[operator]
    client.sign_in(person.email)

    assert PlanPage(client, plan.id).buttons == []
    client.page("/rotation-plans/draft", status=403)
    assert client.send(f"/rotation-plans/{plan.id}/approve", form_on="/rotation-plans").status_code == 403


def test_everybody_sees_the_regions_of_this_year(app: Flask, client: PageClient) -> None:
    make_country()
    make_plan(published=True)

    page = client.page("/regions-this-year")

    assert page.h1 is not None
    assert page.h1.get_text(strip=True) == "Regije v šolskem letu 2024/25"
    sections = {
        section.h2.get_text(strip=True): [item.get_text(strip=True) for item in section.select("li")]
        for section in page.select("main section[aria-labelledby^=level]")
        if section.h2
    }
    assert sections == {"Stopnja primary": ["Regija SI032"], "Stopnja secondary": ["Regija SI031"]}


def test_public_page_is_honest_when_this_year_is_not_published(app: Flask, client: PageClient) -> None:
    make_country()

    assert "Noben načrt kroženja še ni objavljen." in words_of(client.page("/regions-this-year"))

    make_plan(published=True)
    make_plan(turns={("2026/27", "primary"): "SI031"}, school_years=("2026/27", "2027/28", "2028/29"))
    with time_machine.travel("2026-10-10 12:00", tick=False):
        text = words_of(client.page("/regions-this-year"))

    assert "Regije v šolskem letu 2026/27" in text
    assert "Za to šolsko leto načrt še ni objavljen" in text


def test_public_page_speaks_english(app: Flask, client: PageClient) -> None:
    make_country()
    make_plan(published=True)
    speak(client, "en")

    assert "In these regions the programme visits schools this year." in words_of(
        client.page("/regions-this-year")
    )


def test_school_page_tells_its_turns(coordinator: PageClient) -> None:
    make_plan(published=True)

    panel = coordinator.page("/schools/P1").select_one("section[aria-labelledby=turns]")

    assert panel is not None
    text = " ".join(panel.get_text(" ").split())
    assert "2024/25" in text
    assert "to šolsko leto, 2024/25" in text


def test_school_page_says_when_no_plan_gives_a_turn(coordinator: PageClient) -> None:
    panel = coordinator.page("/schools/P1").select_one("section[aria-labelledby=turns]")

    assert panel is not None
    assert "ta šola ni na vrsti" in panel.get_text(" ")
