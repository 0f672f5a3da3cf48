import numpy as np
import pytest

from surveys.indicators.weighting import (
    Margin,
    MarginResiduals,
    kish_design_effect,
    merge_small_levels,
    rake,
    response_weights,
)

# Counts of schools by type (E, H, M) and by whether they met their target (no, yes); R survey, apiclus1.
CELLS = np.array([12, 132, 3, 11, 8, 17])
TYPE = Margin("type", np.repeat([0, 0, 1, 1, 2, 2], CELLS), np.array([4421.0, 755, 1018]))
MET = Margin("met", np.repeat([0, 1, 0, 1, 0, 1], CELLS), np.array([1072.0, 5122]))


def test_raking_converges_to_the_published_table() -> None:
    raking = rake(np.ones(183), [TYPE, MET])

    table = np.bincount(TYPE.level * 2 + MET.level, raking.weights)
    expected = [478.0708, 3942.9292, 201.3766, 553.6234, 392.5526, 625.4474]
    assert table == pytest.approx(expected, abs=5e-5)
    assert (raking.rounds, raking.has_converged, raking.capped) == (11, True, 0)


def test_one_margin_is_post_stratification_in_one_round() -> None:
    raking = rake(np.ones(183), [TYPE])

    assert raking.rounds == 1
    assert np.unique(raking.weights) == pytest.approx(np.sort(TYPE.targets / [144, 14, 25]))


def test_a_cap_holds_the_largest_weight_and_counts_it() -> None:
    level = np.array([0] * 99 + [1])
    margin = Margin("level", level, np.array([500.0, 500.0]))

    raking = rake(np.ones(100), [margin], cap=5.0)

    assert raking.capped == 1
    assert raking.weights.max() == pytest.approx(5 * np.median(raking.weights))


def test_margins_without_a_common_solution_do_not_converge() -> None:
    one = Margin("one", np.array([0, 0, 1, 1]), np.array([10.0, 20.0]))
    other = Margin("other", np.array([0, 0, 1, 1]), np.array([15.0, 15.0]))

    assert not rake(np.ones(4), [one, other]).has_converged


def test_kish_design_effect_is_one_plus_squared_variation() -> None:
    weights = np.array([1.0, 2.0, 3.0, 6.0])

    assert kish_design_effect(weights) == pytest.approx(1 + weights.var() / weights.mean() ** 2)
    assert kish_design_effect(np.full(7, 3.0)) == pytest.approx(1)


def test_response_weights_bring_the_answers_to_the_attendance() -> None:
    assert response_weights(np.array([20.0, 25.0, 9.0]), np.array([10.0, 25.0, 0.0])) == pytest.approx(
        [2, 1, 0]
    )


def test_small_levels_are_merged_until_each_has_thirty_answers() -> None:
    merged = merge_small_levels(TYPE)

    assert merged.targets == pytest.approx([4421, 755 + 1018])
    assert np.bincount(merged.level).tolist() == [144, 39]


def test_residuals_are_those_of_a_weighted_regression_on_the_margins() -> None:
    rng = np.random.default_rng(1)
    base, values = rng.uniform(1, 5, 183), rng.normal(size=183)
    dummies = np.hstack([np.eye(3)[TYPE.level], np.eye(2)[MET.level]])
    root = np.sqrt(base)[:, None]
    fitted = dummies @ np.linalg.lstsq(dummies * root, values * root[:, 0], rcond=None)[0]

    assert MarginResiduals(base, [TYPE, MET]).of(values) == pytest.approx(values - fitted)
