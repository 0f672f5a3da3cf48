from dataclasses import replace
from datetime import date

import pytest

from surveys.indicators.disclosure import Share
from surveys.indicators.figures import EVERYBODY, Figure, Indicator
from surveys.reports.annual_report import (
    AnnualReport,
    Copies,
    DeliveredWorkshop,
    ReportInput,
    build_annual_report,
    school_years_of,
    sum_delivery,
)
from workshops.activities.statements import ActivityKind, Count, Named, Qualifier, Statement
from workshops.rotation.problem import Assignment

REGIONS = (Named("SI031", "Pomurska", "Pomurska"), Named("SI032", "Podravska", "Podravska"))
LEVELS = (Named("primary", "Osnovna šola", "Primary school"), Named("secondary", "Srednja šola", "Secondary"))
POLICE = Named("police", "Policija", "Policija")
KLJUC = Named("Društvo Ključ", "Društvo Ključ", "Društvo Ključ")
EMPTY = ReportInput(2024, date(2025, 2, 1), REGIONS, LEVELS)
WORKSHOP = DeliveredWorkshop(
    date(2024, 10, 2), "2024/25", "SI031", "primary", POLICE, "S1", present=20, teachers=1, responses=18
)


def report(**given: object) -> AnnualReport:
    return build_annual_report(replace(EMPTY, **given))  # type: ignore[arg-type]


def test_calendar_year_touches_two_school_years() -> None:
    assert school_years_of(2024) == ("2023/24", "2024/25")


def test_year_without_anything_is_an_empty_report() -> None:
    empty = report()

    assert empty.is_empty
    assert empty.recorded.workshops == 0
    assert empty.recorded.completeness is None
    assert empty.recorded.response_rate is None
    assert empty.rotation == ()


def test_workshops_of_other_calendar_years_do_not_count() -> None:
    earlier = replace(WORKSHOP, held_on=date(2023, 12, 31), school_year="2023/24")

    built = report(delivered=[WORKSHOP, earlier])

    assert built.recorded.workshops == 1


def test_every_breakdown_adds_up_to_the_total() -> None:
    delivered = [
        WORKSHOP,
        replace(WORKSHOP, region_code="SI032", level_code="secondary", present=25, school_id="S2"),
        replace(WORKSHOP, provider=KLJUC, present=None, responses=3),
    ]

    built = report(delivered=delivered)

    for groups in (built.by_level, built.by_provider, built.by_region):
        assert sum(group.delivery.workshops for group in groups) == built.recorded.workshops == 3
        assert sum(group.delivery.pupils for group in groups) == built.recorded.pupils == 45
        assert sum(group.delivery.teachers for group in groups) == built.recorded.teachers == 2


def test_response_rate_counts_only_workshops_with_attendance() -> None:
    delivery = sum_delivery([WORKSHOP, replace(WORKSHOP, present=None, responses=9)])

    assert delivery.with_attendance == 1
    assert delivery.completeness == 0.5
    assert delivery.responses == 27
    assert delivery.response_rate == 18 / 20


def test_rotation_is_held_against_the_visits() -> None:
    turns = [Assignment("2024/25", "primary", code) for code in ("SI031", "SI032")]

    built = report(turns=turns, delivered=[WORKSHOP, replace(WORKSHOP, level_code="secondary")])

    primary, secondary = built.rotation
    assert [region.code for region in primary.visited] == ["SI031"]
    assert [region.code for region in primary.not_visited] == ["SI032"]
    assert [region.code for region in secondary.outside_plan] == ["SI031"]


def test_reported_workshops_are_summed_from_parts_and_totals_speak_where_parts_are_silent() -> None:
    school, total = ActivityKind.SCHOOL_WORKSHOPS, ActivityKind.SCHOOL_WORKSHOPS_TOTAL
    statements = [
        Statement("A01", school, POLICE, "primary", Count(66)),
        Statement("A02", school, POLICE, "secondary", Count(86)),
        Statement("A03", total, POLICE, None, Count(1550), Count(3237), teachers=181),
    ]

    (reported,) = report(statements=statements).reported

    assert reported.workshops.counts == (Count(152),)
    assert [(row.level.code, row.workshops.counts) for row in reported.by_level] == [
        ("primary", (Count(66),)),
        ("secondary", (Count(86),)),
    ]
    assert reported.participants.counts == (Count(3237),)
    assert reported.teachers == 181
    assert reported.records == ("A01", "A02", "A03")


def test_activities_keep_the_words_of_their_participants() -> None:
    training = ActivityKind.PROFESSIONAL_TRAINING
    statements = [
        Statement("B1", training, KLJUC, events=Count(1), participants=Count(24)),
        Statement("B2", training, KLJUC, events=Count(1), participants=Count(100, Qualifier.ABOUT)),
        Statement("B3", training, KLJUC),
        Statement("B4", ActivityKind.MATERIALS, KLJUC, copies=15000),
    ]

    built = report(statements=statements)

    (summary,) = built.activities
    assert (summary.statements, summary.events.counts) == (3, (Count(2),))
    assert summary.participants.counts == (Count(24), Count(100, Qualifier.ABOUT))
    assert summary.participants.without_number == 1
    assert built.published_copies == (Copies(KLJUC, 15000),)


def test_indicators_are_those_of_the_two_school_years_in_a_steady_order() -> None:
    def figure(indicator: Indicator, *group: str) -> Figure:
        region, level, provider, school_year = group
        return Figure(indicator, (region, level, provider, school_year), Share.EXACT, 96.0)

    figures = [
        figure(Indicator.CAN_IDENTIFY, "all", "all", "all", "2024/25"),
        figure(Indicator.NEW_INFORMATION, "SI032", "all", "all", "2024/25"),
        figure(Indicator.NEW_INFORMATION, "all", "primary", "all", "2024/25"),
        figure(Indicator.NEW_INFORMATION, "all", "all", "all", "2024/25"),
        figure(Indicator.NEW_INFORMATION, "SI032", "primary", "all", "2024/25"),
        figure(Indicator.NEW_INFORMATION, "all", "all", "police", "2024/25"),
        figure(Indicator.NEW_INFORMATION, "all", "all", "all", "2022/23"),
        figure(Indicator.NEW_INFORMATION, *EVERYBODY),
    ]

    lines = report(figures=figures).indicators

    assert [(line.figure.indicator, line.group and line.group.code) for line in lines] == [
        (Indicator.NEW_INFORMATION, None),
        (Indicator.NEW_INFORMATION, "primary"),
        (Indicator.NEW_INFORMATION, "SI032"),
        (Indicator.CAN_IDENTIFY, None),
    ]


@pytest.mark.parametrize(
    ("built_on", "complete"),
    [(date(2024, 12, 31), False), (date(2025, 1, 1), True), (date(2024, 6, 1), False)],
)
def test_report_says_whether_the_year_was_over(built_on: date, *, complete: bool) -> None:
    assert report(built_on=built_on).is_complete is complete


def test_only_simulated_years_that_the_report_shows_are_named() -> None:
    assert report(simulated_years=["2024/25"]).simulated_years == ()
    assert report(simulated_years=["2024/25"], delivered=[WORKSHOP]).simulated_years == ("2024/25",)
