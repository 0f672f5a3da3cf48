"""Slovene counts 1, 2, 3 to 4 and 5 differently, and begins again at 101."""

from dataclasses import replace
from datetime import date

import pytest
from flask import Flask

from core.language import in_language
from surveys.reports.annual_report import DeliveredWorkshop, ReportInput, build_annual_report
from surveys.reports.narrative import say_report
from workshops.activities.statements import ActivityKind, Count, Named, Statement

PRIMARY = Named("primary", "Osnovna šola", "Primary school")
REGION = Named("SI031", "Pomurska", "Pomurska")
POLICE = Named("police", "Policija", "Police")
WORKSHOP = DeliveredWorkshop(date(2024, 10, 2), "2024/25", "SI031", "primary", POLICE, "S1", present=0)


def first_sentence(workshops: int, pupils: int, teachers: int) -> str:
    held = [
        replace(WORKSHOP, present=pupils, teachers=teachers),
        *[WORKSHOP] * (workshops - 1),
    ]
    given = ReportInput(2024, date(2025, 2, 1), [REGION], [PRIMARY], delivered=held)
    with in_language("sl"):
        return say_report(build_annual_report(given))[0].sentences[0]


@pytest.mark.parametrize(
    ("count", "workshops", "pupils", "teachers"),
    [
        (1, "je bila izvedena in v Triletu zabeležena 1 delavnica", "1 učenca ali dijaka", "1 učitelja"),
        (2, "sta bili izvedeni in v Triletu zabeleženi 2 delavnici", "2 učenca ali dijaka", "2 učitelja"),
        (3, "so bile izvedene in v Triletu zabeležene 3 delavnice", "3 učence in dijake", "3 učitelje"),
        (5, "je bilo izvedenih in v Triletu zabeleženih 5 delavnic", "5 učencev in dijakov", "5 učiteljev"),
        (
            101,
            "je bila izvedena in v Triletu zabeležena 101 delavnica",
            "101 učenca ali dijaka",
            "101 učitelja",
        ),
        (
            102,
            "sta bili izvedeni in v Triletu zabeleženi 102 delavnici",
            "102 učenca ali dijaka",
            "102 učitelja",
        ),
    ],
)
def test_slovene_agrees_with_every_number(
    app: Flask, count: int, workshops: str, pupils: str, teachers: str
) -> None:
    expected = f"Leta 2024 {workshops} za {pupils} in {teachers}."

    assert first_sentence(count, count, count) == expected


@pytest.mark.parametrize(
    ("regions", "words"), [(1, "v 1 regiji"), (2, "v 2 regijah"), (5, "v 5 regijah"), (101, "v 101 regiji")]
)
def test_regions_stand_in_their_case(app: Flask, regions: int, words: str) -> None:
    names = [Named(f"R{number}", f"R{number}", f"R{number}") for number in range(regions)]
    statement = Statement(
        "A1",
        ActivityKind.SCHOOL_WORKSHOPS,
        POLICE,
        events=Count(24),
        region_codes=tuple(name.code for name in names),
    )
    given = ReportInput(2024, date(2025, 2, 1), names, [PRIMARY], statements=[statement])

    with in_language("sl"):
        reported = say_report(build_annual_report(given))[-1]

    assert f"Policija: 24 delavnic {words}." in reported.sentences
