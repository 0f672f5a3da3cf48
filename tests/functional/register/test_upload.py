"""The coordinator brings the register up to date."""

import pytest
from bs4 import BeautifulSoup

from tests.client import PageClient
from tests.factories.accounts import make_coordinator, make_officer
from tests.factories.register import make_levels, make_school, register_file, register_row
from tests.pages.register import SchoolPage, SchoolsPage, UploadRegisterPage, speak_english, words
from workshops.register import services


@pytest.fixture
def klara(client: PageClient) -> PageClient:
    make_levels()
    make_school("321", name="Stara šola")
    make_coordinator()
    client.sign_in("klara@example.si")
    speak_english(client)
    return client


def test_the_register_is_changed_after_the_changes_were_seen(klara: PageClient) -> None:
    page = UploadRegisterPage(klara)

    preview = page.preview(register_file(register_row("321", name="Nova šola"), register_row("400")))
    shown = words(klara.page(preview).main)
    assert "Name: Stara šola → Nova šola" in shown
    assert "Schools that are added School Address Region Osnovna šola 400" in shown
    assert SchoolPage(klara, "321").heading == "Stara šola"

    answer = page.apply(preview)
    assert answer.headers["Location"] == preview
    assert "The register is up to date with the file." in words(klara.page(preview).main)
    assert SchoolPage(klara, "321").heading == "Nova šola"
    assert SchoolsPage(klara, text="400").names == ["Osnovna šola 400"]


def test_sending_the_confirmation_twice_leads_to_the_same_page(klara: PageClient) -> None:
    page = UploadRegisterPage(klara)
    preview = page.preview(register_file(register_row("321", name="Nova šola")))
    soup = klara.page(preview)
    fields = {
        str(field["name"]): str(field["value"]) for field in soup.select("main form input[name][value]")
    }

    answers = [klara.post(f"{preview}/apply", data=fields) for _ in range(2)]

    assert {answer.headers["Location"] for answer in answers} == {preview}
    assert SchoolPage(klara, "321").section("history").count("Name:") == 1


def test_a_file_that_changes_nothing_says_so(klara: PageClient) -> None:
    preview = UploadRegisterPage(klara).preview(register_file(register_row("321", name="Stara šola")))

    assert "The register already says what <b>register</b>.csv says." in words(klara.page(preview).main)


def test_of_many_changes_the_first_200_are_shown_with_their_number(klara: PageClient) -> None:
    rows = [register_row(str(number)) for number in range(1000, 1250)]

    soup = klara.page(UploadRegisterPage(klara).preview(register_file(*rows)))

    assert len(soup.select("tbody tr")) == 200
    assert "The first 200 of 250 schools" in words(soup.main)
    assert "Schools added 250" in words(soup.main)


def test_schools_that_the_file_does_not_name_are_told_and_stay(klara: PageClient) -> None:
    preview = UploadRegisterPage(klara).preview(register_file(register_row("400")))

    assert "1 open school is not in the file and stays as it is." in words(klara.page(preview).main)


def test_a_register_that_changed_in_between_is_shown_again(klara: PageClient) -> None:
    page = UploadRegisterPage(klara)
    preview = page.preview(register_file(register_row("321", name="Nova šola")))
    soup = klara.page(preview)
    fields = {
        str(field["name"]): str(field["value"]) for field in soup.select("main form input[name][value]")
    }
    services.import_register(
        register_file(register_row("321", name="Stara šola", note="medtem")), actor=make_coordinator("Druga")
    )

    answer = klara.post(f"{preview}/apply", data=fields, follow_redirects=True)

    shown = words(BeautifulSoup(answer.text, "html.parser").main)
    assert "The register has changed since you saw this page." in shown
    assert "Note: medtem → \N{EN DASH}" in shown
    assert SchoolPage(klara, "321").heading == "Stara šola"


def test_every_problem_of_a_file_is_listed_with_its_line(klara: PageClient) -> None:
    answer = UploadRegisterPage(klara).choose(
        register_file(register_row("400", lat="46,2"), register_row("401", level="x", name=""))
    )

    soup = BeautifulSoup(answer.text, "html.parser")
    assert answer.status_code == 200
    assert "Nothing was imported: the file has 3 problems." in words(soup.select_one(".error-summary"))
    assert [words(row) for row in soup.select("tbody tr")] == [
        "2 lat “46,2” has a decimal comma; write a decimal point.",
        "3 name The cell is empty.",
        "3 level There is no level of school “x”.",
    ]
    klara.page("/schools/400", status=404)


def test_of_thousands_of_problems_the_first_200_are_listed(klara: PageClient) -> None:
    rows = [register_row(str(number), level="x") for number in range(3000)]

    soup = BeautifulSoup(UploadRegisterPage(klara).choose(register_file(*rows)).text, "html.parser")

    assert len(soup.select("tbody tr")) == 200
    assert "The first 200 of 3,000 problems" in soup.get_text()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty."),
        ("šola,naslov".encode("cp1250"), "The file is not UTF-8 text."),
        (b"PK\x03\x04\x00\x00", "The file is not a text file."),
        (b"x" * (2 * 1024 * 1024 + 1), "The file is larger than 2 MB."),
        (b'school_id,"name\n', "cannot be read as CSV"),
    ],
)
def test_a_file_that_is_no_register_is_refused_with_a_sentence(
    klara: PageClient, content: bytes, sentence: str
) -> None:
    answer = UploadRegisterPage(klara).choose(content)

    assert sentence in words(BeautifulSoup(answer.text, "html.parser").main)


def test_a_file_of_50_megabytes_is_refused_with_a_page(klara: PageClient) -> None:
    answer = UploadRegisterPage(klara).choose(b"x" * 50 * 1024 * 1024)

    assert answer.status_code == 413


def test_choosing_no_file_is_asked_for(klara: PageClient) -> None:
    answer = UploadRegisterPage(klara).choose(None)

    assert answer.status_code == 200
    assert "Choose a file." in answer.text


def test_a_file_name_is_shown_as_text(klara: PageClient) -> None:
    preview = UploadRegisterPage(klara).preview(register_file(register_row("400")))

    assert "<b>register</b>.csv" in words(klara.page(preview).main)
    assert "<b>register" not in klara.get(preview).text


def test_an_upload_is_its_uploaders_alone(klara: PageClient) -> None:
    preview = UploadRegisterPage(klara).preview(register_file(register_row("400")))
    make_coordinator("Druga")
    other = klara.application.test_client()
    assert isinstance(other, PageClient)
    other.sign_in("druga@example.si")

    other.page(preview, status=404)
    token = other.csrf_token("/schools")
    assert other.post(f"{preview}/apply", data={"csrf_token": token}).status_code == 404


def test_an_officer_may_not_change_the_register(client: PageClient) -> None:
    make_officer()
    client.sign_in("oskar@example.si")

    client.page("/schools/uploads/new", status=403)
    client.page("/schools/uploads/x", status=403)


def test_a_confirmation_is_a_post(klara: PageClient) -> None:
    preview = UploadRegisterPage(klara).preview(register_file(register_row("400")))

    assert klara.get(f"{preview}/apply").status_code in {400, 404, 405}
