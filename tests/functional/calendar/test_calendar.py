"""Everybody with an account sees the calendar and asks about a day."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from accounts.policy import Role
from tests.client import PageClient
from tests.factories.accounts import make_coordinator, make_officer, make_person
from tests.factories.calendar import make_entry, make_term
from tests.factories.register import make_class_group, make_levels, make_municipality, make_school
from tests.pages.calendar import AskDayPage, CalendarPage
from tests.pages.register import SchoolPage, speak_english
from workshops.calendar.models import EntryStatus
from workshops.calendar.teaching import CalendarEvent
from workshops.register.models import School, WinterGroup

OCTOBER_8 = "2024-10-08"


@pytest.fixture
def school(client: PageClient) -> School:
    """An eastern school in a school year with winter holidays, asked about by Klara in English."""
    make_levels()
    make_term(2024)
    make_coordinator()
    for group, first in ((WinterGroup.EAST, 17), (WinterGroup.WEST, 24)):
        make_entry(
            CalendarEvent.HOLIDAY_WINTER,
            date(2025, 2, first),
            date(2025, 2, first + 4),
            winter_group=group,
            name_en="winter holidays",
            sources="the ministry",
        )
    client.sign_in("klara@example.si")
    speak_english(client)
    return make_school("321", name="Osnovna šola Frana Roša")


@pytest.mark.usefixtures("school")
def test_the_months_show_the_days_with_lessons(client: PageClient) -> None:
    east = CalendarPage(client, school_year="2024/25", group="east")
    west = CalendarPage(client, school_year="2024/25", group="west")

    assert east.heading == "School calendar 2024/25"
    assert east.taught("September") == 21
    assert {17, 18, 19, 20, 21} <= set(east.crossed_out("February"))
    assert {24, 25, 26, 27, 28} <= set(west.crossed_out("February"))
    assert 17 not in west.crossed_out("February")


@pytest.mark.usefixtures("school")
def test_every_kind_of_school_has_its_counts(client: PageClient) -> None:
    make_entry(CalendarEvent.EXTRA_FREE_DAY, date(2024, 10, 8), level_code="secondary")

    counts = CalendarPage(client, school_year="2024/25").counts

    assert list(counts) == [
        "Level primary, western winter holidays",
        "Level primary, eastern winter holidays",
        "Level secondary, western winter holidays",
        "Level secondary, eastern winter holidays",
    ]
    primary, _, secondary, _ = counts.values()
    assert primary[1] - secondary[1] == 1
    assert all(sum(row[:-1]) == row[-1] for row in counts.values())


def test_every_layer_names_whom_it_covers_and_its_source(client: PageClient, school: School) -> None:
    make_entry(CalendarEvent.SCHOOL_FREE_DAY, date(2025, 4, 25), school_id=school.id, name_en="own day off")
    make_entry(
        CalendarEvent.EXAM, date(2025, 5, 6), level_code="primary", grade=9, name_en="test", note="two days"
    )

    layers = CalendarPage(client, school_year="2024/25").layers

    assert layers[1].startswith("17 February 2025 to 21 February 2025 winter holidays eastern")
    assert layers[1].endswith("eastern winter holidays municipality the ministry")
    assert "25 April 2025 own day off Osnovna šola Frana Roša school tests" in layers
    assert "6 May 2025 test Level primary, grade 9 grade tests (two days)" in layers


@pytest.mark.usefixtures("school")
def test_a_projected_year_says_so(client: PageClient) -> None:
    make_entry(CalendarEvent.HOLIDAY_MAY, date(2026, 4, 27), status=EntryStatus.PROJECTED)

    page = CalendarPage(client, school_year="2025/26")

    assert "The ministry has not published this calendar yet." in page.text
    assert "projected" in page.layers[0]


@pytest.mark.usefixtures("school")
def test_a_choice_that_does_not_exist_shows_the_usual_year(client: PageClient) -> None:
    assert CalendarPage(client, school_year="x", level="x", group="x").heading == "School calendar 2024/25"


def test_the_year_that_opens_is_todays_when_it_is_known(client: PageClient) -> None:
    make_levels()
    make_term(2023)
    make_term(2024)
    make_coordinator()
    with time_machine.travel(datetime(2024, 1, 10, 12, tzinfo=UTC)):
        client.sign_in("klara@example.si")

        assert CalendarPage(client).heading == "Šolski koledar 2023/24"


def test_without_a_calendar_the_page_says_so(client: PageClient) -> None:
    make_coordinator()
    client.sign_in("klara@example.si")

    assert "Koledar še ni naložen." in CalendarPage(client).text


@pytest.mark.usefixtures("school")
def test_an_ordinary_day_is_answered_with_yes(client: PageClient) -> None:
    page = AskDayPage(client, school="fran ros", grade="8", day=OCTOBER_8)

    assert page.answer.startswith("Lessons on Tuesday, 8 October 2024 Osnovna šola Frana Roša")
    assert (page.field("school"), page.field("grade"), page.field("day")) == ("fran ros", "8", OCTOBER_8)


@pytest.mark.usefixtures("school")
def test_a_closed_day_is_answered_with_its_layer_its_source_and_the_next_day(client: PageClient) -> None:
    page = AskDayPage(client, school="321", day="18. 2. 2025")

    assert page.answer == (
        "No lessons on Tuesday, 18 February 2025 Osnovna šola Frana Roša "
        "Winter holidays, 17 February 2025 to 21 February 2025. Layer municipality Source the ministry "
        "The next day with lessons is Monday, 24 February 2025."
    )


@pytest.mark.usefixtures("school")
def test_a_weekend_needs_no_source(client: PageClient) -> None:
    answer = AskDayPage(client, school="321", day="2024-10-12").answer

    assert "It is a weekend, and the school has no working Saturday. Layer week" in answer
    assert "Source" not in answer


@pytest.mark.usefixtures("school")
def test_information_days_are_told_with_a_yes(client: PageClient) -> None:
    make_entry(CalendarEvent.INFO_DAYS, date(2025, 2, 14), date(2025, 2, 15), name_en="information days")

    answer = AskDayPage(client, school="321", day="2025-02-14").answer

    assert answer.startswith("Lessons on")
    assert "Worth knowing: information days, 14 February 2025 to 15 February 2025." in answer


@pytest.mark.usefixtures("school")
def test_a_year_without_calendar_is_not_answered_with_yes(client: PageClient) -> None:
    answer = AskDayPage(client, school="321", day="2031-10-08").answer

    assert "The calendar of this school year is not known yet." in answer
    assert "The next day" not in answer


@pytest.mark.usefixtures("school")
def test_several_schools_are_offered(client: PageClient) -> None:
    make_school("322", name="Osnovna šola Lava")

    page = AskDayPage(client, school="osnovna sola", day=OCTOBER_8)

    assert page.schools == ["Osnovna šola Frana Roša", "Osnovna šola Lava"]
    assert page.soup.select_one("section a[href*='school=322']") is not None


@pytest.mark.usefixtures("school")
@pytest.mark.parametrize(
    ("question", "problem"),
    [
        ({"school": "", "day": OCTOBER_8}, "Enter a school."),
        ({"school": "321", "day": ""}, "Enter a day."),
        ({"school": "321", "day": "8/10"}, "Enter a day such as 8. 10. 2024."),
        ({"school": "321", "day": "2024-02-30"}, "Enter a day such as 8. 10. 2024."),
        ({"school": "321", "day": "0001-01-01"}, "Enter a day such as 8. 10. 2024."),
        ({"school": "321", "day": "9999-12-31"}, "Enter a day such as 8. 10. 2024."),
        ({"school": "gimnazija", "day": OCTOBER_8}, "No open school has this name, place or number."),
        ({"school": "321", "grade": "12", "day": OCTOBER_8}, "The school has the grades 1 to 9."),
        ({"school": "321", "grade": "osmi", "day": OCTOBER_8}, "Enter a whole number, such as 21."),
    ],
)
def test_a_question_that_cannot_be_answered_says_why(
    client: PageClient, question: dict[str, str], problem: str
) -> None:
    page = AskDayPage(client, **question)

    assert page.problems == [problem]
    assert page.answer == ""
    assert page.field("school") == question["school"]


@pytest.mark.usefixtures("school")
def test_a_closed_school_is_told(client: PageClient) -> None:
    make_school("9", closed_on=date(2023, 9, 1))

    assert AskDayPage(client, school="9", day=OCTOBER_8).problems == ["This school is closed."]


def test_a_class_of_the_school_page_is_asked_by_itself(client: PageClient, school: School) -> None:
    group = make_class_group(school, grade=8, school_year="2024/25")
    make_entry(CalendarEvent.SCHOOL_FREE_DAY, date(2024, 10, 8), class_group_id=group.id, name_en="trip")

    own = AskDayPage(client, school="321", class_group=str(group.id), day=OCTOBER_8)
    other_grade = AskDayPage(client, school="321", class_group=str(group.id), grade="7", day=OCTOBER_8)
    elsewhere = AskDayPage(client, school="321", class_group="99999", day=OCTOBER_8)

    assert "Trip, 8 October 2024. Layer class" in own.answer
    assert other_grade.answer.startswith("Lessons on")
    assert elsewhere.answer.startswith("Lessons on")


def test_a_school_shows_its_own_calendar(client: PageClient, school: School) -> None:
    make_class_group(school, school_year="2024/25")
    make_entry(CalendarEvent.SCHOOL_FREE_DAY, date(2025, 4, 25), school_id=school.id, name_en="own day off")

    panel = SchoolPage(client, school.id).section("school-days")

    assert "School days in 2024/25" in panel
    assert "25 April 2025 own day off" in panel
    assert "17 February 2025 to 21 February 2025 winter holidays" in panel
    assert "24 February" not in panel


@pytest.mark.usefixtures("school")
def test_a_closed_school_is_not_asked_about(client: PageClient) -> None:
    make_school("9", closed_on=date(2023, 9, 1))

    assert SchoolPage(client, "9").soup.select_one("form[action='/calendar/days']") is None


@pytest.mark.usefixtures("school")
def test_a_western_municipality_has_western_holidays(client: PageClient) -> None:
    kocevje = make_municipality("SI-048", "Kočevje", winter_group=WinterGroup.WEST)
    make_school("7", municipality=kocevje)

    assert AskDayPage(client, school="7", day="2025-02-18").answer.startswith("Lessons on")
    assert AskDayPage(client, school="7", day="2025-02-25").answer.startswith("No lessons on")


def test_an_officer_sees_the_calendar_and_a_safeguarding_reader_does_not(client: PageClient) -> None:
    make_term()
    make_officer()
    client.sign_in("oskar@example.si")
    assert CalendarPage(client, school_year="2024/25").heading == "Šolski koledar 2024/25"

    make_person("Vida", Role.SAFEGUARDING_READER)
    other = client.application.test_client()
    assert isinstance(other, PageClient)
    other.sign_in("vida@example.si")
    other.page("/calendar", status=403)
    other.page("/calendar/days", status=403)


def test_the_calendar_cannot_be_posted_to(client: PageClient) -> None:
    assert client.post("/calendar").status_code in {400, 405}
