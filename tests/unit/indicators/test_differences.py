import numpy as np
import pytest

from surveys.indicators.cluster_sums import ClusterSums, add_up
from surveys.indicators.differences import estimate_contrast, estimate_trend, rao_scott_p
from surveys.indicators.estimates import estimate_means
from surveys.indicators.methods import Method
from surveys.indicators.publication import Flag, Reason
from surveys.indicators.variance import Design


def sums_of(values: list[list[list[float]]]) -> ClusterSums:
    """Return the sums of the answers of each school in each group."""
    cells = [
        (group, school, np.array(answers))
        for group, schools in enumerate(values)
        for school, answers in enumerate(schools)
    ]
    group, school, answers = zip(*cells, strict=True)
    return add_up(
        np.array(group),
        np.array(school),
        groups=len(values),
        n=np.array([float(len(each)) for each in answers]),
        total=np.array([each.sum() for each in answers]),
        squares=np.array([(each**2).sum() for each in answers]),
    )


def test_trend_over_three_years_is_the_slope_of_the_yearly_means() -> None:
    years = [[[level + shift, level - shift] for shift in (0.1, 0.2, 0.3)] for level in (1.0, 3.0, 2.0)]

    trend = estimate_trend(sums_of(years), Design.unstratified(3), np.array([2022.0, 2023, 2024]))

    assert trend.estimate == pytest.approx(np.polyfit([0, 1, 2], [1, 3, 2], 1)[0])


def test_the_method_goes_by_the_number_of_schools() -> None:
    rng = np.random.default_rng(9)
    for schools, method in ((39, Method.CR2), (40, Method.LINEARISED)):
        sums = sums_of(rng.normal(size=(2, schools, 5)).tolist())

        assert estimate_contrast(sums, Design.unstratified(schools)).method is method


def test_linearised_degrees_of_freedom_are_schools_less_strata_less_one() -> None:
    sums = sums_of(np.random.default_rng(9).normal(size=(2, 44, 5)).tolist())
    design = Design(np.arange(44) % 4)

    assert estimate_contrast(sums, design).df == 44 - 4 - 1


def test_equal_schools_leave_no_variance_and_no_interval() -> None:
    same = [[[0.1, 0.3]] * 3, [[0.1, 0.3]] * 3]

    found = estimate_contrast(sums_of(same), Design.unstratified(3))

    assert found.estimate == pytest.approx(0)
    assert (found.low, found.reasons) == (None, (Reason.NO_INTERVAL,))


def test_rounding_of_equal_answers_is_not_taken_for_variance() -> None:
    same = [[[0.1, 0.1, 0.1]] * 7, [[0.1, 0.1]] * 7]

    difference = estimate_contrast(sums_of(same), Design.unstratified(7))
    mean = estimate_means(sums_of(same), Design.unstratified(7))[0]

    assert (difference.low, difference.p, difference.reasons) == (None, None, (Reason.ALL_ALIKE,))
    assert (mean.low, mean.flag) == (None, Flag.WITHHOLD)


def test_an_empty_group_has_no_difference() -> None:
    found = estimate_contrast(sums_of([[[1.0, 2.0]], [[]]]), Design.unstratified(1))

    assert (found.estimate, found.reasons) == (None, (Reason.NO_ANSWERS,))


def test_rao_scott_needs_both_answers() -> None:
    assert rao_scott_p(sums_of([[[1.0, 1.0]] * 4, [[1.0]] * 4]), Design.unstratified(4)) is None
