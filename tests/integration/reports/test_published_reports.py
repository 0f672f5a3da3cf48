from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from core.database import db
from core.language import in_language
from core.models import AuditEntry
from surveys.reports import queries, services
from surveys.reports.contradictions import Outcome
from surveys.reports.models import PublishedFigure, StatedTotal
from surveys.reports.narrative import say_report
from surveys.reports.tables import list_tables
from tests.factories.register import make_class_group, make_region, make_school
from tests.factories.reports import load_published_figures, make_attendance
from tests.factories.rotation import make_country, make_plan
from tests.factories.visits import make_facilitator, make_visit
from workshops.register.models import School

TODAY = date(2025, 2, 1)
SIX_REGIONS = ("SI031", "SI032", "SI037", "SI041", "SI042", "SI044")


def sentences(year: int, language: str) -> str:
    report = services.build_report(year, today=TODAY)
    with in_language(language):
        return " ".join(sentence for chapter in say_report(report) for sentence in chapter.sentences)


def test_loading_twice_changes_nothing(app_on_both: Flask) -> None:
    assert load_published_figures() == 6
    assert services.load_slovenia() == 0

    assert len(db.session.scalars(select(PublishedFigure)).all()) == 2
    assert len(db.session.scalars(select(StatedTotal)).all()) == 4
    loaded = select(AuditEntry).where(AuditEntry.subject_type.in_(["published_figure", "stated_total"]))
    assert len(db.session.scalars(loaded).all()) == 6


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("sl", ("152 delavnic (", " 66 in ", " 86) za 3.237 učencev in dijakov in 181 učiteljev.")),
        ("en", ("152 workshops (", " 66 and ", " 86) for 3,237 pupils and students and 181 teachers.")),
    ],
)
def test_report_of_2023_states_what_the_published_figures_add_up_to(
    app_on_both: Flask, language: str, words: tuple[str, ...]
) -> None:
    load_published_figures()

    told = sentences(2023, language)

    for part in words:
        assert part in told
    assert "1550" not in told.replace(".", "").replace(",", "")


def test_report_of_2024_keeps_the_words_of_its_counts(app: Flask) -> None:
    load_published_figures()
    for code in SIX_REGIONS:
        make_region(code, "Regija")

    english, slovene = sentences(2024, "en"), sentences(2024, "sl")

    assert "Društvo Ključ: 113 workshops for 2,549 participants." in english
    assert "more than 1,134 information sessions for at least 3,205 participants." in english
    assert "Caritas Slovenia: 24 workshops for 654 pupils and students in 6 regions." in english
    assert "15,000 copies of published material" in english
    assert "Društvo Ključ: 113 delavnic za 2.549 udeležencev." in slovene
    assert "več kot 1.134 informativnih pogovorov za najmanj 3.205 udeležencev." in slovene
    assert "Slovenska karitas: 24 delavnic za 654 učencev in dijakov v 6 regijah." in slovene
    assert "15.000 izvodov izdanega gradiva" in slovene


def test_contradictions_are_listed_with_both_values(app_on_both: Flask) -> None:
    load_published_figures()

    found = {check.figure.name.code: check for check in queries.list_contradictions()}

    assert {code: (check.figure.stated, check.computed) for code, check in found.items()} == {
        "school_workshops_2023": (1550, 152),
        "police_courses_2024": (9, 8),
    }


def test_totals_whose_parts_are_not_published_are_called_uncheckable(app: Flask) -> None:
    load_published_figures()

    outcomes = {
        check.figure.name.code: check.outcome for check in services.build_report(2023, today=TODAY).checks
    }

    assert outcomes["school_pupils_2023"] is Outcome.NOT_CHECKABLE
    assert outcomes["school_teachers_2023"] is Outcome.NOT_CHECKABLE


def test_published_percentages_say_what_is_not_known_about_them(app: Flask) -> None:
    load_published_figures()

    told = sentences(2023, "en")

    expected = "acquired new information 96% and can identify trafficking 75%."
    assert f"Published without number of answers and wording: {expected}" in told


def test_only_workshops_that_were_held_are_delivered(app_on_both: Flask) -> None:
    leader = make_facilitator()
    school = make_school()
    held = make_visit(make_class_group(school, label="8. a"), facilitator=leader, held_on=date(2024, 10, 7))
    make_attendance(held.workshops[0], present=21, teachers=2, handed_out=30)
    make_visit(make_class_group(school, label="8. b"), facilitator=leader, held_on=date(2024, 10, 8))
    make_visit(
        make_class_group(school, label="8. c"), facilitator=leader, held_on=date(2024, 10, 9), confirmed=False
    )
    make_visit(make_class_group(school, label="8. d"), facilitator=leader, held_on=date(2025, 3, 3))
    cancelled = make_visit(
        make_class_group(school, label="9. a"), facilitator=leader, held_on=date(2024, 10, 10)
    )
    cancelled.cancelled_at = cancelled.created_at
    db.session.commit()

    report = services.build_report(2024, today=TODAY)

    assert report.recorded.workshops == 2
    assert report.recorded.with_attendance == 1
    assert (report.recorded.pupils, report.recorded.teachers) == (21, 2)
    assert [copies.copies for copies in report.handouts] == [30]
    assert [group.name.code for group in report.by_region] == ["SI034"]


def test_rotation_is_told_only_for_school_years_with_records(app: Flask) -> None:
    make_country()
    make_plan(published=True)
    school = db.session.get_one(School, "P1")
    visit = make_visit(make_class_group(school, label="8. b"), held_on=date(2024, 10, 7))
    make_attendance(visit.workshops[0])

    told = sentences(2024, "sl")

    assert "Stopnja primary, 2024/25: obiski so zabeleženi v 1 od 1 regije na vrsti." in told
    assert "Stopnja secondary, 2024/25: obiski so zabeleženi v 0 od 1 regije na vrsti." in told
    assert "2023/24" not in told


def test_workshop_reported_although_never_confirmed_counts(app: Flask) -> None:
    visit = make_visit(held_on=date(2024, 10, 7), confirmed=False)
    make_attendance(visit.workshops[0])

    assert services.build_report(2024, today=TODAY).recorded.workshops == 1


def test_tables_and_sentences_show_the_same_figures_in_both_languages(app: Flask) -> None:
    load_published_figures()
    report = services.build_report(2024, today=TODAY)

    numbers = []
    for language in ("sl", "en"):
        with in_language(language):
            numbers.append([table.name for table in list_tables(report)])

    assert numbers[0] == numbers[1] == ["reported-workshops", "materials", "activities", "checks"]


def test_year_without_anything_gives_no_table_and_no_sentence(app: Flask) -> None:
    report = services.build_report(2019, today=TODAY)

    assert report.is_empty
    with in_language("sl"):
        assert list_tables(report) == []
        assert say_report(report) == []
