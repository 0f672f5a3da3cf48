import numpy as np
import pytest

from surveys.indicators.cluster_sums import add_up
from surveys.indicators.gain import (
    MatchedScores,
    effect_sizes,
    estimate_gain,
    estimate_response_shift,
    estimate_waiting_list,
    hedges_correction,
    normalised_changes,
)
from surveys.indicators.publication import Reason
from surveys.indicators.variance import Design

# Hours of sleep gained with two drugs; R's data set sleep (Student 1908).
FIRST_DRUG = np.array([0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0])
SECOND_DRUG = np.array([1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4])
# Ratings of two films; Lakens (2013), Frontiers in Psychology 4:863, table 1.
FILM_ONE = np.array([9.0, 7, 8, 9, 8, 9, 9, 10, 9, 9])
FILM_TWO = np.array([9.0, 6, 7, 8, 7, 9, 8, 8, 8, 7])


def matched(before: list[float], after: list[float], cluster: list[int] | None = None) -> MatchedScores:
    schools = np.arange(len(before)) if cluster is None else np.array(cluster)
    return MatchedScores(np.array(before), np.array(after), schools, np.ones(len(before)))


def test_gain_of_the_means_and_mean_of_the_changes_on_the_hand_example() -> None:
    gain = estimate_gain(matched([0.2, 0.5, 0.8], [0.6, 0.5, 0.6]), Design.unstratified(3))

    assert gain.normalised.estimate == pytest.approx(0.1333, abs=5e-5)
    assert gain.normalised_change == pytest.approx(0.0833, abs=5e-5)
    assert gain.mean_individual_g == pytest.approx((0.4 / 0.8 + 0 - 0.2 / 0.2) / 3)


def test_published_gains_of_two_kinds_of_teaching() -> None:
    # Hake (1998): <g> = (post - pre) / (100 - pre); a class from 40 to 58 has 0.3, the border of medium gain.
    gain = estimate_gain(matched([0.40, 0.40], [0.58, 0.58]), Design.unstratified(2))

    assert gain.normalised.estimate == pytest.approx(0.3)


def test_normalised_change_takes_losses_from_what_could_be_lost() -> None:
    changes = normalised_changes(np.array([0.5, 0.5, 0.5, 1.0]), np.array([0.75, 0.25, 0.5, 0.5]))

    assert changes == pytest.approx([0.5, -0.5, 0, -0.5])


def test_pupils_at_the_ceiling_before_have_no_gain_of_their_own() -> None:
    gain = estimate_gain(matched([1.0, 0.5, 0.0], [1.0, 1.0, 0.0]), Design.unstratified(3))

    assert (gain.at_ceiling, gain.unchangeable) == (1, 2)
    assert gain.mean_individual_g == pytest.approx(0.5)
    assert gain.normalised_change == pytest.approx(1)


def test_a_class_at_the_ceiling_before_has_no_gain_but_a_reason() -> None:
    gain = estimate_gain(matched([1.0, 1.0], [1.0, 0.5]), Design.unstratified(2))

    assert gain.normalised.estimate is None
    assert Reason.CEILING in gain.normalised.reasons
    assert gain.mean_individual_g is None
    assert gain.points.estimate == pytest.approx(-0.25)


def test_students_sleepers() -> None:
    gain = estimate_gain(matched(list(FIRST_DRUG), list(SECOND_DRUG)), Design.unstratified(10))

    # R: t.test(paired = TRUE): t 4.0621, df 9, p 0.002833, interval 0.7001 to 2.4599; d_z 1.2846, J 0.91429.
    assert (gain.points.df, gain.points.p) == pytest.approx((9, 0.002833), abs=5e-7)
    assert (gain.points.low, gain.points.high) == pytest.approx((0.7001, 2.4599), abs=5e-5)
    assert gain.effect_sizes.d_z == pytest.approx(1.2846, abs=5e-5)
    assert hedges_correction(9) == pytest.approx(0.91429, abs=5e-6)


def test_effect_sizes_of_the_two_films() -> None:
    sizes = effect_sizes(FILM_TWO, FILM_ONE)

    assert (sizes.d_z, sizes.d_av, sizes.g_av) == pytest.approx((1.50, 1.129, 1.081), abs=5e-4)
    assert sizes.g_av_df == 18


def test_one_pupil_has_no_effect_size_and_constant_scores_neither() -> None:
    assert effect_sizes(np.array([0.1]), np.array([0.2])).d_z is None
    assert effect_sizes(np.full(5, 0.5), np.full(5, 0.7)).d_av is None


def test_memory_test_and_shift_add_up() -> None:
    rng = np.random.default_rng(5)
    before, after, recalled = rng.uniform(size=(3, 40))
    scores = MatchedScores(before, after, np.repeat(np.arange(8), 5), np.ones(40))

    shift = estimate_response_shift(recalled, scores, Design.unstratified(8))

    assert shift.shift.estimate is not None
    assert shift.by_test.estimate is not None
    assert shift.by_memory.estimate == pytest.approx(shift.by_test.estimate - shift.shift.estimate)


def test_waiting_regions_take_the_common_trend_out() -> None:
    # Visited 0.8 after 0.5; waiting 0.6 after 0.5, in five schools each time.
    group, shares = np.repeat(np.arange(4), 5), np.array([0.8, 0.5, 0.6, 0.5])
    noise = np.tile([-0.02, -0.01, 0, 0.01, 0.02], 4)
    sums = add_up(
        group, np.tile(np.arange(5), 4), groups=4, n=np.full(20, 50.0), total=50 * (shares[group] + noise)
    )

    estimate = estimate_waiting_list(sums, Design.unstratified(5))

    assert estimate.estimate == pytest.approx(0.2)
