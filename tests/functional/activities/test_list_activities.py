import pytest
from flask import Flask

from tests.client import PageClient
from tests.factories.accounts import make_analyst, make_coordinator, make_officer
from tests.factories.activities import load_published_activities
from tests.pages.activities import ActivitiesPage, speak


@pytest.fixture
def coordinator(app: Flask, client: PageClient) -> PageClient:
    load_published_activities()
    make_coordinator()
    client.sign_in("klara@example.si")
    return client


def test_coordinator_sees_every_published_activity(coordinator: PageClient) -> None:
    page = ActivitiesPage(coordinator)

    assert len(page.records) == 35
    assert "najmanj 3.205" in page.text
    assert "več kot 1.134" in page.text
    assert "približno 100" in page.text
    assert "ni navedeno" in page.text


def test_filters_narrow_the_list_and_stay_chosen(coordinator: PageClient) -> None:
    page = ActivitiesPage(coordinator, kind="professional_training", provider="Društvo Ključ", year="2024")

    assert page.records == ["A23", "A24", "A28"]
    assert page.chosen("kind") == "professional_training"
    assert page.chosen("provider") == "Društvo Ključ"
    assert "1.186" in page.text  # 622 + 564


def test_list_is_sorted_by_a_column_both_ways(coordinator: PageClient) -> None:
    assert ActivitiesPage(coordinator, sort="-participants").records[:3] == ["A03", "A05", "A04"]
    assert ActivitiesPage(coordinator, sort="participants").records[:2] == ["A26", "A12"]


@pytest.mark.parametrize(
    "filters", [{"kind": "party"}, {"year": "two"}, {"page": "-3"}, {"sort": "password"}]
)
def test_nonsense_in_the_address_is_passed_over(coordinator: PageClient, filters: dict[str, str]) -> None:
    assert len(ActivitiesPage(coordinator, **filters).records) == 35


def test_nothing_found_says_what_to_do(coordinator: PageClient) -> None:
    page = ActivitiesPage(coordinator, kind="media", year="2023")

    assert page.records == []
    assert "Nobena dejavnost ne ustreza izbiri." in page.text


def test_page_of_an_activity_shows_what_its_source_states(coordinator: PageClient) -> None:
    page = coordinator.page("/activities/A09").get_text(" ", strip=True)

    for fact in (
        "Strokovna srečanja (A09)",
        "18. 10. 2024",
        "Društvo Ključ",
        "84",
        "10",
        "9",
        "Mestna hiša, Ljubljana",
    ):
        assert fact in page
    assert "City Hall, Ljubljana" in page


def test_english_page_keeps_the_words_of_the_source(coordinator: PageClient) -> None:
    speak(coordinator, "en")
    page = coordinator.page("/activities/A05").get_text(" ", strip=True)

    assert "more than 1,134" in page
    assert "at least 3,205" in page
    assert "applicants for international protection" in page


def test_unknown_activity_is_not_found(coordinator: PageClient) -> None:
    coordinator.page("/activities/A99", status=404)


def test_analyst_reads_and_an_officer_is_refused(app: Flask, client: PageClient) -> None:
    make_analyst()
    make_officer()
    client.sign_in("anja@example.si")
    client.page("/activities")
    client.send("/sign-out", form_on="/activities")
    client.sign_in("oskar@example.si")
    client.page("/activities", status=403)


def test_list_takes_no_post(coordinator: PageClient) -> None:
    assert coordinator.send("/activities").status_code == 405
