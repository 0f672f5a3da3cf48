import numpy as np
import pandas as pd
import pytest

from surveys.indicators.disclosure import Share
from surveys.indicators.figures import (
    DIMENSIONS,
    EVERYBODY,
    Figure,
    Group,
    Indicator,
    build_figures,
)
from surveys.indicators.publication import Flag

REGIONS = ("SI031", "SI032", "SI033", "SI034")


def year(schools_a_region: int = 12, pupils: int = 40, seed: int = 1) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    rows = []
    for region in REGIONS:
        for number in range(schools_a_region):
            share = rng.beta(14, 5)
            rows.append(
                {
                    "region": region,
                    "level": "primary",
                    "provider": "police",
                    "school_year": "2024/25",
                    "school": f"{region}-{number}",
                    "responses": pupils,
                    "n_new_information": pupils,
                    "yes_new_information": rng.binomial(pupils, 0.9),
                    "n_can_identify": pupils - 1,
                    "yes_can_identify": rng.binomial(pupils - 1, share),
                    "n_identifies": pupils,
                    "yes_identifies": rng.binomial(pupils, share),
                }
            )
    return pd.DataFrame(rows)


def delivered(tallies: pd.DataFrame) -> pd.DataFrame:
    return tallies[list(DIMENSIONS)].assign(present=tallies["responses"] + 2)


def figures_of(tallies: pd.DataFrame) -> dict[tuple[Indicator, Group], Figure]:
    figures = build_figures(tallies, delivered(tallies))
    return {(figure.indicator, figure.group): figure for figure in figures}


def region(code: str) -> Group:
    return (code, "all", "all", "all")


def test_nothing_comes_of_nothing() -> None:
    assert build_figures(pd.DataFrame(), pd.DataFrame(columns=[*DIMENSIONS, "present"])) == ()


def test_a_figure_is_the_share_of_those_who_answered() -> None:
    tallies = year()
    figure = figures_of(tallies)[Indicator.CAN_IDENTIFY, EVERYBODY]
    wanted = 100 * tallies["yes_can_identify"].sum() / tallies["n_can_identify"].sum()
    assert figure.percent == pytest.approx(wanted)
    assert figure.low is not None
    assert figure.high is not None
    assert figure.low < wanted < figure.high
    assert (figure.n, figure.schools) == (48 * 39, 48)
    assert figure.flag is Flag.PUBLISH


def test_the_response_rate_is_over_the_pupils_present() -> None:
    figure = figures_of(year())[Indicator.CAN_IDENTIFY, region("SI031")]
    assert figure.response_rate == pytest.approx(40 / 42)


def test_schools_that_differ_widen_the_interval() -> None:
    tallies = year(pupils=100)
    alike = tallies.assign(yes_identifies=75)
    different = tallies.assign(yes_identifies=np.tile([50, 100], len(tallies) // 2))
    found = [figures_of(rows)[Indicator.IDENTIFIES, EVERYBODY] for rows in (alike, different)]
    widths = [(figure.high or 0) - (figure.low or 0) for figure in found]
    assert found[0].percent == found[1].percent == 75
    assert widths[1] > 3 * widths[0]


def test_a_group_of_one_school_is_hidden() -> None:
    tallies = year()
    lone = tallies[(tallies["region"] != "SI031") | (tallies["school"] == "SI031-0")]
    figures = figures_of(lone)
    assert figures[Indicator.CAN_IDENTIFY, region("SI031")].share is Share.SUPPRESSED
    assert figures[Indicator.CAN_IDENTIFY, region("SI031")].n is None


def test_a_hidden_region_cannot_be_worked_out_from_the_others() -> None:
    tallies = year()
    tallies.loc[tallies["region"] == "SI031", ["n_identifies", "yes_identifies"]] = 0
    first = tallies.index[tallies["region"] == "SI031"][:2]
    tallies.loc[first, "n_identifies"] = 4
    figures = figures_of(tallies)
    hidden = [code for code in REGIONS if not figures[Indicator.IDENTIFIES, region(code)].is_shown]
    assert "SI031" in hidden
    assert len(hidden) >= 2 or not figures[Indicator.IDENTIFIES, EVERYBODY].is_shown


def test_everybody_alike_is_said_as_a_bound() -> None:
    tallies = year()
    tallies["yes_new_information"] = tallies["n_new_information"]
    figure = figures_of(tallies)[Indicator.NEW_INFORMATION, EVERYBODY]
    assert (figure.share, figure.percent, figure.low) == (Share.OVER_95, None, None)


def test_no_hidden_figure_carries_a_number_that_gives_it_away() -> None:
    for figure in figures_of(year(schools_a_region=2, pupils=6)).values():
        if figure.share is Share.SUPPRESSED:
            assert (figure.percent, figure.low, figure.high, figure.n_effective) == (None, None, None, None)


def test_a_figure_comes_back_from_a_release_as_it_was() -> None:
    for figure in figures_of(year()).values():
        assert Figure.from_json(figure.to_json()) == figure
