import csv
import io
from datetime import date
from pathlib import Path

import pytest
import time_machine
from flask import Flask

from accounts.policy import Role
from core.database import db
from core.settings import SIMULATED, set_setting
from tests.client import PageClient, check_page
from tests.factories.accounts import make_coordinator, make_officer, make_person
from tests.factories.reports import load_published_figures, make_attendance
from tests.factories.visits import make_visit
from tests.pages.activities import speak
from tests.pages.reports import ReportPage


@pytest.fixture(autouse=True)
def _february() -> object:
    with time_machine.travel("2025-02-01 12:00", tick=False):
        yield


@pytest.fixture
def coordinator(app: Flask, client: PageClient) -> PageClient:
    load_published_figures()
    make_coordinator()
    client.sign_in("klara@example.si")
    return client


def test_report_of_2023_adds_up_and_lists_what_does_not(coordinator: PageClient) -> None:
    report = ReportPage(coordinator, 2023)

    (told,) = [sentence for sentence in report.sentences if "152 delavnic" in sentence]
    assert "3.237 učencev in dijakov in 181 učiteljev" in told
    (contradiction,) = report.contradictions
    assert "Navedeno: 1.550. Seštevek delov je 152 (A01: 66 + A02: 86)." in contradiction
    assert report.table("published-percentages") == [
        ["Ministrstvo za notranje zadeve", "pridobili nove informacije", "96 %"],
        ["Ministrstvo za notranje zadeve", "znajo prepoznati trgovino z ljudmi", "75 %"],
    ]


def test_report_of_2024_keeps_at_least_and_about(coordinator: PageClient) -> None:
    speak(coordinator, "en")
    report = ReportPage(coordinator, 2024)

    (contradiction,) = report.contradictions
    assert "Stated: 9. The parts add up to 8" in contradiction
    kinds = {row[0]: row for row in report.table("activities")}
    assert kinds["Training of professionals"][1:] == ["19", "67", "1,814 + about 100", "5"]
    assert kinds["Expert meetings"][3] == "84 + at least 100"
    providers = {row[0] + row[1]: row for row in report.table("reported-workshops")}
    assert providers["Društvo KljučInformation sessions"][2:4] == ["more than 1,134", "at least 3,205"]


def test_recorded_workshops_stand_beside_the_reported_ones(coordinator: PageClient) -> None:
    visit = make_visit(held_on=date(2024, 10, 7))
    make_attendance(visit.workshops[0], present=21, teachers=1)

    report = ReportPage(coordinator, 2024)

    assert "za 21 učencev in dijakov in 1 učitelja" in report.sentences[0]
    assert report.table("workshops-by-region") == [["Savinjska", "1", "1", "1", "21", "1", "0"]]
    assert report.table("completeness")[0][1:] == ["1", "1", "100 %"]


def test_simulated_records_are_called_so_on_the_page_and_in_the_file(coordinator: PageClient) -> None:
    set_setting(SIMULATED, {"school_years": ["2024/25"]})
    make_attendance(make_visit(held_on=date(2024, 10, 7)).workshops[0])
    db.session.commit()

    report = ReportPage(coordinator, 2024)
    assert "Simulirani podatki." in report.text
    assert "Zabeležene delavnice po regijah simulirano" in report.text
    assert "Druge dejavnosti po vrstah simulirano" not in report.text
    recorded = coordinator.get("/annual-reports/2024/workshops-by-region.csv").text
    reported = coordinator.get("/annual-reports/2024/reported-workshops.csv").text

    assert recorded.splitlines()[1].endswith(",2024/25")
    assert "2024/25" not in reported


def test_table_downloads_with_numbers_as_numbers(coordinator: PageClient) -> None:
    answer = coordinator.get("/annual-reports/2023/reported-workshops.csv")

    assert answer.mimetype == "text/csv"
    heading, row = csv.reader(io.StringIO(answer.text.removeprefix("\ufeff")))
    assert dict(zip(heading, row, strict=True))["Udeleženci"] == "3237"


@pytest.mark.parametrize(
    "address",
    [
        "/annual-reports/1999",
        "/annual-reports/2026",
        "/annual-reports/2024/secrets.csv",
        "/annual-reports/99999999999",
    ],
)
def test_what_does_not_exist_is_not_found(coordinator: PageClient, address: str) -> None:
    coordinator.page(address, status=404)


def test_year_without_figures_says_so(coordinator: PageClient) -> None:
    report = ReportPage(coordinator, 2020)

    assert "Za leto 2020 ni nič zabeleženo ali poročano." in report.text


def test_unfinished_year_says_until_when_its_figures_go(coordinator: PageClient) -> None:
    assert "številke so na dan 1. 2. 2025" in ReportPage(coordinator, 2025).text
    assert "Leto se še ni končalo" not in ReportPage(coordinator, 2024).text


def test_years_are_listed_newest_first(coordinator: PageClient) -> None:
    make_visit(held_on=date(2025, 1, 13))

    links = coordinator.page("/annual-reports").select(".card-list a")

    assert [link["href"] for link in links] == [f"/annual-reports/{year}" for year in (2025, 2024, 2023)]


def test_officer_may_read_and_the_administrator_may_not(app: Flask, client: PageClient) -> None:
    make_officer()
    make_person("Ales", Role.ADMINISTRATOR)
    client.sign_in("oskar@example.si")
    client.page("/annual-reports/2023")
    client.send("/sign-out", form_on="/annual-reports/2023")
    client.sign_in("ales@example.si")
    client.page("/annual-reports/2023", status=403)


def test_report_takes_no_post(coordinator: PageClient) -> None:
    assert coordinator.send("/annual-reports/2023", form_on="/annual-reports/2023").status_code == 405


@pytest.mark.parametrize(("language", "words"), [("sl", "152 delavnic"), ("en", "152 workshops")])
def test_command_writes_one_document_that_needs_nothing_else(
    coordinator: PageClient, app: Flask, tmp_path: Path, language: str, words: str
) -> None:
    folder = tmp_path / "reports"
    result = app.test_cli_runner().invoke(
        args=["report", "build", "--year", "2023", "--language", language, "--out", str(folder)]
    )

    assert result.exit_code == 0, result.output
    document = (folder / f"annual-report-2023-{language}.html").read_text(encoding="utf-8")
    assert words in document
    assert "<style>" in document
    assert "href=" not in document
    assert "src=" not in document
    check_page(document)


def test_command_writes_a_csv_file_for_each_table(
    coordinator: PageClient, app: Flask, tmp_path: Path
) -> None:
    arguments = ["report", "build", "--year", "2023", "--format", "csv", "--out", str(tmp_path)]
    result = app.test_cli_runner().invoke(args=arguments)

    names = [Path(line).name for line in result.output.splitlines()]
    assert names == [
        "annual-report-2023-sl-reported-workshops.csv",
        "annual-report-2023-sl-published-percentages.csv",
        "annual-report-2023-sl-checks.csv",
    ]
    page = coordinator.get("/annual-reports/2023/checks.csv")
    assert (tmp_path / names[2]).read_bytes() == page.data


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"--format": "pdf"}, "'pdf' is not one of 'html', 'csv'"),
        ({"--language": "it"}, "'it' is not one of 'sl', 'en'"),
        ({"--year": "2026"}, "2026 has not begun"),
        ({"--year": "MMXXIV"}, "is not a valid integer range"),
    ],
)
def test_command_says_what_is_wrong_with_its_call(
    app: Flask, tmp_path: Path, change: dict[str, str], words: str
) -> None:
    options = {"--year": "2023", "--out": str(tmp_path), **change}
    words_of_call = [word for pair in options.items() for word in pair]

    result = app.test_cli_runner().invoke(args=["report", "build", *words_of_call])

    assert result.exit_code == 2
    assert words in result.output


def test_command_says_that_a_folder_cannot_be_written(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    result = app.test_cli_runner().invoke(
        args=["report", "build", "--year", "2023", "--out", str(tmp_path / "file" / "reports")]
    )

    assert result.exit_code == 1
    assert "cannot be written" in result.output
