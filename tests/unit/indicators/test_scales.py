import numpy as np
import pytest

from surveys.indicators.fairness import EtsClass, item_fairness
from surveys.indicators.items import analyse_items, correlation
from surveys.indicators.reliability import feldt_interval, one_factor_loadings, reliability
from tests.unit.indicators.law_school import law_school_answers

# R's data set attitude: 30 departments, seven questions.
ATTITUDE = np.array(
    [
        [int(number) for number in row.split()]
        for row in """
43 51 30 39 61 92 45; 63 64 51 54 63 73 47; 71 70 68 69 76 86 48; 61 63 45 47 54 84 35; 81 78 56 66 71 83 47
43 55 49 44 54 49 34; 58 67 42 56 66 68 35; 71 75 50 55 70 66 41; 72 82 72 67 71 83 31; 67 61 45 47 62 80 41
64 53 53 58 58 67 34; 67 60 47 39 59 74 41; 69 62 57 42 55 63 25; 68 83 83 45 59 77 35; 77 77 54 72 79 77 46
81 90 50 72 60 54 36; 74 85 64 69 79 79 63; 65 60 65 75 55 80 60; 65 70 46 57 75 85 46; 50 58 68 54 64 78 52
50 40 33 34 43 64 33; 64 61 52 62 66 80 41; 53 66 52 50 63 80 37; 40 37 42 58 50 57 49; 63 54 42 48 66 75 33
66 77 66 63 88 76 72; 78 75 58 74 80 78 49; 48 57 44 45 51 83 38; 85 85 71 71 77 74 55; 82 82 39 59 64 78 39
""".strip()
        .replace("\n", ";")
        .split(";")
    ],
    dtype=float,
)


def test_items_of_the_law_school_test() -> None:
    found = analyse_items(law_school_answers())

    # ltm's LSAT: facility, corrected and plain item-total correlation.
    assert [item.difficulty for item in found.items] == pytest.approx([0.924, 0.709, 0.553, 0.763, 0.870])
    rest = [0.1128, 0.1532, 0.1728, 0.1444, 0.1216]
    assert [item.item_rest for item in found.items] == pytest.approx(rest, abs=5e-5)
    total = [0.3620, 0.5668, 0.6184, 0.5344, 0.4354]
    assert [item.item_total for item in found.items] == pytest.approx(total, abs=5e-5)
    assert (found.mean, found.variance) == pytest.approx((3.819, 1.0713), abs=5e-5)


def test_omitted_is_not_the_same_as_not_reached() -> None:
    answers = np.array([[1, np.nan, 0], [1, np.nan, np.nan], [np.nan, np.nan, np.nan], [0, 1, 1]])

    items = analyse_items(answers).items

    assert [item.n for item in items] == [3, 1, 2]
    assert [item.omitted for item in items] == [0, 1, 0]
    assert [item.not_reached for item in items] == [1, 2, 2]
    assert items[0].difficulty == pytest.approx(2 / 3)


def test_extreme_groups_share_their_ties() -> None:
    # Ten pupils, three in each extreme group; four are tied at the upper border for two places.
    answers = np.array([[1.0, 1, 1]] + [[1, 1, 0], [1, 0, 1], [0, 1, 1], [1, 1, 0]] + [[0.0, 0, 0]] * 5)

    found = analyse_items(answers)

    assert found.items[0].discrimination == pytest.approx((1 + 2 * 3 / 4) / 3)


def test_efficiency_is_one_when_the_question_orders_pupils_like_the_rest() -> None:
    answers = np.array([[0.0, 0, 0], [0, 0, 1], [1, 1, 1], [1, 1, 1]])

    assert analyse_items(answers).items[0].efficiency == pytest.approx(1)


def test_a_wrong_answer_that_good_pupils_choose_is_pointed_out() -> None:
    rng = np.random.default_rng(2)
    able = rng.normal(size=400)
    answers = (able[:, None] + rng.normal(size=(400, 4)) > 0).astype(float)
    chosen = np.where(able > 1, 1, np.where(answers[:, 0] > 0, 0, 2))
    answers[:, 0] = chosen == 0
    options = [(chosen, ("A", "B", "C"))] * 4

    advice = analyse_items(answers, options, keys=["A", "C", "C", "C"]).items[0].advice

    assert any("'B'" in sentence for sentence in advice)


def test_a_question_that_everybody_knows_tells_nobody_apart() -> None:
    [item] = analyse_items(np.ones((50, 1))).items

    assert item.advice == ("Nearly everybody knows it: it tells nobody apart.",)
    assert item.item_rest is None


def test_nothing_is_known_of_questions_that_nobody_answered() -> None:
    found = analyse_items(np.full((3, 2), np.nan))

    assert (found.n, found.mean, found.items[0].difficulty, found.items[0].discrimination) == (
        0,
        None,
        None,
        None,
    )


@pytest.mark.parametrize(("section", "alpha"), [(6, 0.2950), (7, 0.4534)])
def test_alpha_of_the_law_school_tests(section: int, alpha: float) -> None:
    assert reliability(law_school_answers(section)).alpha == pytest.approx(alpha, abs=5e-5)


def test_alpha_with_feldt_interval_of_the_departments() -> None:
    found = reliability(ATTITUDE)

    # psych::alpha: raw alpha 0.843143, mean correlation 0.426907; Feldt 0.739 to 0.916.
    assert (found.alpha, found.mean_correlation) == pytest.approx((0.843143, 0.426907), abs=5e-7)
    assert (found.alpha_low, found.alpha_high) == pytest.approx((0.739, 0.916), abs=5e-4)
    assert found.reason is None


def test_omega_by_maximum_likelihood_of_the_departments() -> None:
    found = reliability(ATTITUDE)

    # factanal(attitude, 1); omega 0.8405 on correlations.
    loadings = [0.8525, 0.9022, 0.5927, 0.7307, 0.7650, 0.2461, 0.3778]
    assert found.loadings == pytest.approx(loadings, abs=5e-5)
    assert found.omega_standardised == pytest.approx(0.8405, abs=5e-5)
    scale, loading = ATTITUDE.std(axis=0, ddof=1), np.array(found.loadings)
    shared = (loading * scale).sum() ** 2
    assert found.omega == pytest.approx(shared / (shared + ((1 - loading**2) * scale**2).sum()))


def test_three_questions_have_the_loadings_of_the_triads() -> None:
    correlations = np.array([[1, 0.48, 0.40], [0.48, 1, 0.30], [0.40, 0.30, 1]])

    loadings = one_factor_loadings(correlations)

    # Spearman's closed form: sqrt(r12 r13 / r23) and so on.
    assert loadings == pytest.approx([0.8, 0.6, 0.5], abs=1e-5)


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        (np.ones((0, 3)), "three pupils"),
        (np.ones((9, 1)), "two questions"),
        (np.ones((9, 3)), "does not vary"),
        (np.column_stack([np.arange(9.0), np.ones(9), np.arange(9.0) ** 2]), "answered alike"),
        (np.column_stack([np.arange(9.0)] * 3), "no single factor"),
        (np.column_stack([np.arange(9.0), np.arange(9.0) % 4]), "no single factor"),
    ],
)
def test_what_cannot_be_computed_has_a_reason(answers: np.ndarray, said: str) -> None:
    found = reliability(answers)

    assert found.omega is None
    assert found.reason is not None
    assert said in found.reason


def test_feldt_limits_hold_alpha_between_them() -> None:
    limits = feldt_interval(0.8, 50, 6, 0.9)

    assert limits.low < 0.8 < limits.high < 1


def fair_answers(group: np.ndarray, shift: float) -> np.ndarray:
    rng = np.random.default_rng(8)
    able, hard = rng.normal(size=len(group)), np.linspace(-1, 1, 10)
    logits = 1.5 * (able[:, None] - hard)
    logits[:, 4] += shift * group
    return (rng.uniform(size=logits.shape) < 1 / (1 + np.exp(-logits))).astype(float)


def test_a_question_that_favours_one_language_is_found() -> None:
    group = np.arange(4000) % 2

    found = list(item_fairness(fair_answers(group, 1.2), group == 1))

    assert found[4].ets_class is EtsClass.C
    assert found[4].odds_ratio > 2
    assert found[4].ets_delta == pytest.approx(-2.35 * np.log(found[4].odds_ratio))
    assert [item.ets_class for place, item in enumerate(found) if place != 4] == [EtsClass.A] * 9


def test_equally_fair_questions_are_all_negligible() -> None:
    group = np.arange(4000) % 2

    assert {item.ets_class for item in item_fairness(fair_answers(group, 0.0), group == 1)} == {EtsClass.A}


def test_without_a_focal_group_nothing_is_said() -> None:
    [found, _] = item_fairness(np.array([[1.0, 0], [0, 1]]), np.array([True, True]))

    assert found.ets_class is None


def test_correlation_with_a_constant_is_unknown() -> None:
    assert correlation(np.ones(5), np.arange(5.0)) is None
