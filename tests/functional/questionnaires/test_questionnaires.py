"""The staff reads what is asked, in which words, and what counts."""

import pytest
from flask import Flask

from accounts.policy import Role
from tests.client import PageClient
from tests.factories.accounts import make_analyst, make_person
from tests.factories.questionnaires import load_questionnaires
from tests.pages.questionnaires import VersionPage


@pytest.fixture
def analyst(app: Flask, client: PageClient) -> PageClient:
    make_analyst()
    client.sign_in("anja@example.si")
    return client


def test_analyst_sees_both_questionnaires(analyst: PageClient) -> None:
    load_questionnaires()

    rows = analyst.page("/questionnaires").select("tbody tr")

    assert [row.select("td.number")[1].get_text() for row in rows] == ["7", "12"]
    assert "v uporabi" in rows[0].get_text()


def test_an_empty_list_says_how_to_fill_it(analyst: PageClient) -> None:
    assert "flask questionnaires load" in analyst.page("/questionnaires").get_text()


def test_a_version_shows_its_languages_side_by_side_and_what_counts(analyst: PageClient) -> None:
    load_questionnaires()
    page = VersionPage(analyst, "secondary-exit")

    assert len(page.questions) == 12
    assert page.row("scenario-work", "To kaže znake trgovine z ljudmi.") == [
        "pravilno",
        "To kaže znake trgovine z ljudmi.",
        "It shows signs of human trafficking.",
        "Mostra segnali di tratta di esseri umani.",
        "Ez az emberkereskedelem jeleit mutatja.",
    ]
    assert page.row("new-information", "Da")[0] == "da"
    assert page.row("new-information", "Ne vem")[0] == "ne ve"
    assert page.row("new-information", "Ne")[0] == "\N{EN DASH}"
    assert page.text.count("pregledati mora še rojeni govorec") == 3
    assert "pravilnih vsaj 5 od 7 točkovanih vprašanj" in page.text


def test_a_version_is_previewed_in_each_language(analyst: PageClient) -> None:
    load_questionnaires()

    for address in VersionPage(analyst, "primary-exit").previews:
        assert len(analyst.page(address).find_all("fieldset")) == 7


def test_what_does_not_exist_is_not_found(analyst: PageClient) -> None:
    load_questionnaires()
    analyst.page("/questionnaires/primary-exit/2", status=404)
    analyst.page("/questionnaires/tertiary-exit/1", status=404)


def test_lists_are_read_only(analyst: PageClient) -> None:
    load_questionnaires()
    assert analyst.send("/questionnaires").status_code == 405
    assert analyst.send("/questionnaires/primary-exit/1").status_code == 405


def test_an_administrator_reads_no_keys(app: Flask, client: PageClient) -> None:
    make_person("Aleš", Role.ADMINISTRATOR)
    client.sign_in("aleš@example.si")

    client.page("/questionnaires", status=403)
