import math

import pytest

from surveys.indicators.publication import Flag, Reason, judge_mean, judge_proportion

# The decision tree of R's surveytable (R/z_lpe.R): yes, n, effective n, width, df, share.
PLENTY = {"yes": 50.0, "n": 100.0, "n_effective": 100.0, "width": 0.2, "df": 20.0, "proportion": 0.5}


@pytest.mark.parametrize(
    ("change", "flag", "reasons"),
    [
        ({}, Flag.PUBLISH, ()),
        ({"n_effective": 30.0}, Flag.PUBLISH, ()),
        ({"n_effective": 29.99}, Flag.WITHHOLD, (Reason.FEW_ANSWERS,)),
        ({"width": 0.2999}, Flag.PUBLISH, ()),
        ({"width": 0.30}, Flag.WITHHOLD, (Reason.WIDE_INTERVAL,)),
        ({"width": 0.05, "proportion": 0.01}, Flag.PUBLISH, ()),
        ({"width": 0.13, "proportion": 0.1}, Flag.PUBLISH, ()),
        ({"width": 0.1301, "proportion": 0.1}, Flag.WITHHOLD, (Reason.WIDE_RELATIVE,)),
        ({"width": 0.1301, "proportion": 0.9}, Flag.CAUTION, (Reason.WIDE_COMPLEMENT,)),
        ({"df": 8.0}, Flag.PUBLISH, ()),
        ({"df": 7.99}, Flag.CAUTION, (Reason.FEW_DEGREES,)),
        ({"df": 7.0, "width": 0.4}, Flag.WITHHOLD, (Reason.WIDE_INTERVAL,)),
        ({"yes": 4.0}, Flag.WITHHOLD, (Reason.SMALL_COUNT,)),
        ({"yes": 5.0}, Flag.PUBLISH, ()),
        ({"yes": 96.0}, Flag.WITHHOLD, (Reason.SMALL_COUNT,)),
        ({"yes": 95.0}, Flag.PUBLISH, ()),
        ({"yes": 0.0, "proportion": 0.0, "width": 0.6}, Flag.CAUTION, (Reason.ALL_ALIKE,)),
        ({"yes": 100.0, "proportion": 1.0, "n_effective": 5.0}, Flag.CAUTION, (Reason.ALL_ALIKE,)),
        ({"yes": 29.0, "n": 29.0, "proportion": 1.0}, Flag.WITHHOLD, (Reason.FEW_ANSWERS,)),
        ({"n": 0.0, "yes": 0.0}, Flag.WITHHOLD, (Reason.NO_ANSWERS,)),
        ({"width": math.nan}, Flag.WITHHOLD, (Reason.UNDEFINED,)),
    ],
)
def test_each_leaf_of_the_tree_at_its_border(
    change: dict[str, float], flag: Flag, reasons: tuple[Reason, ...]
) -> None:
    verdict = judge_proportion(**(PLENTY | change))

    assert (verdict.flag, verdict.reasons) == (flag, reasons)


@pytest.mark.parametrize(
    ("n", "effective", "df", "flag"),
    [
        (100, 30, 8, Flag.PUBLISH),
        (100, 29.9, 20, Flag.WITHHOLD),
        (29, 500, 20, Flag.WITHHOLD),
        (100, 90, 7, Flag.CAUTION),
        (0, 0, 0, Flag.WITHHOLD),
    ],
)
def test_means_go_by_effective_answers_and_degrees(n: float, effective: float, df: float, flag: Flag) -> None:
    assert judge_mean(n, effective, df).flag is flag


def test_a_further_reason_makes_a_publishable_number_one_to_be_careful_with() -> None:
    verdict = judge_mean(100, 100, 20).with_more(Reason.PRIOR_ICC)

    assert (verdict.flag, verdict.reasons) == (Flag.CAUTION, (Reason.PRIOR_ICC,))
