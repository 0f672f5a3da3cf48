import math
from collections.abc import Callable, Sequence

import numpy as np
import pytest
from scipy import stats

from surveys.indicators.comparisons import (
    StratifiedTables,
    benjamini_hochberg,
    bonferroni,
    funnel_limits,
    holm,
    mantel_haenszel,
    minimum_detectable_difference,
    schools_needed,
)

# R's UCBAdmissions: men admitted and rejected, women admitted and rejected, in the six largest departments.
BERKELEY = StratifiedTables(
    np.array([512.0, 353, 120, 138, 53, 22]),
    np.array([313.0, 207, 205, 279, 138, 351]),
    np.array([89.0, 17, 202, 131, 94, 24]),
    np.array([19.0, 8, 391, 244, 299, 317]),
)
# Benjamini and Hochberg (1995), the data in the documentation of scipy.stats.false_discovery_control.
# fmt: off
P_VALUES = [
    0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459,
    0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0,
]
# fmt: on


def test_mantel_haenszel_agrees_with_r_on_the_admissions_to_berkeley() -> None:
    found = mantel_haenszel(BERKELEY)

    # R's mantelhaen.test.
    assert found.odds_ratio == pytest.approx(0.904696828259)
    assert found.odds_ratio_interval.low == pytest.approx(0.771907361759)
    assert found.odds_ratio_interval.high == pytest.approx(1.060329764437)
    assert (found.chi_squared, found.p) == pytest.approx((1.426946229, 0.232263462817))
    assert found.uncorrected_p == pytest.approx(0.216923697056)


def test_breslow_day_finds_the_one_department_that_differs() -> None:
    found = mantel_haenszel(BERKELEY)

    # DescTools::BreslowDayTest and statsmodels' StratifiedTable.test_equal_odds agree: 18.8255, df 5.
    assert (found.breslow_day, found.breslow_day_df) == pytest.approx((18.8255, 5), abs=5e-5)
    assert found.breslow_day_p == pytest.approx(0.0020714, abs=5e-8)


def test_risk_difference_of_one_stratum_is_the_plain_one() -> None:
    found = mantel_haenszel(StratifiedTables(*(np.array([count]) for count in (30.0, 70, 20, 80))))

    assert found.risk_difference == pytest.approx(0.1)
    assert found.breslow_day_df == 0
    assert math.isnan(found.breslow_day_p)


def test_risk_difference_is_a_weighted_mean_over_the_strata() -> None:
    first, second = BERKELEY.first_yes + BERKELEY.first_no, BERKELEY.second_yes + BERKELEY.second_no
    differences = BERKELEY.first_yes / first - BERKELEY.second_yes / second

    found = mantel_haenszel(BERKELEY)

    assert found.risk_difference == pytest.approx(
        np.average(differences, weights=first * second / BERKELEY.n)
    )
    assert found.risk_difference_interval.low < found.risk_difference < found.risk_difference_interval.high


@pytest.mark.parametrize("counts", [(0, 0, 5, 5), (5, 0, 5, 0), (0, 5, 0, 5), (0, 0, 0, 0)])
def test_strata_without_contrast_give_no_odds_ratio_and_no_warning(counts: tuple[int, ...]) -> None:
    found = mantel_haenszel(StratifiedTables(*(np.array([float(count)]) for count in counts)))

    assert math.isnan(found.odds_ratio)
    assert math.isnan(found.p)


def test_benjamini_hochberg_rejects_four_of_the_original_fifteen() -> None:
    adjusted = benjamini_hochberg(P_VALUES)

    assert sum(p <= 0.05 for p in adjusted) == 4
    assert adjusted[3:5] == pytest.approx([0.035625, 0.0603])
    assert adjusted == pytest.approx(stats.false_discovery_control(P_VALUES))


@pytest.mark.parametrize("adjust", [bonferroni, holm])
def test_stricter_adjustments_reject_three_of_them(
    adjust: Callable[[Sequence[float]], list[float]],
) -> None:
    assert sum(p <= 0.05 for p in adjust(P_VALUES)) == 3


def test_adjusting_keeps_the_order_in_which_p_values_come() -> None:
    shuffled = [0.04, 0.001, 0.03]

    assert benjamini_hochberg(shuffled) == pytest.approx([0.04, 0.003, 0.04])
    assert holm(shuffled) == pytest.approx([0.06, 0.003, 0.06])


def test_no_p_values_need_no_adjustment() -> None:
    assert benjamini_hochberg([]) == []


def test_funnel_limits_narrow_with_answers_and_widen_with_the_design_effect() -> None:
    limits = funnel_limits(0.75, np.array([100.0, 400.0, 100.0]), deff=np.array([1.0, 1.0, 4.0]))

    assert limits.low[0] == pytest.approx(0.75 - 1.959964 * math.sqrt(0.75 * 0.25 / 100), abs=5e-7)
    assert limits.high[1] - limits.low[1] == pytest.approx((limits.high[0] - limits.low[0]) / 2)
    assert limits.low[2] == pytest.approx(0.75 - 2 * (0.75 - limits.low[0]))


def test_the_schools_needed_are_just_enough() -> None:
    needed = schools_needed(0.75, 0.1, 20, icc=0.05)

    assert minimum_detectable_difference(0.75, needed, 20, icc=0.05) <= 0.1
    assert minimum_detectable_difference(0.75, needed - 1, 20, icc=0.05) > 0.1


def test_pupils_of_one_school_who_all_think_alike_count_as_one() -> None:
    alone = minimum_detectable_difference(0.5, 30, 1, icc=1.0)

    assert minimum_detectable_difference(0.5, 30, 25, icc=1.0) == pytest.approx(alone)


def test_one_school_in_each_group_detects_nothing() -> None:
    assert math.isnan(minimum_detectable_difference(0.5, 1, 20, icc=0.05))
