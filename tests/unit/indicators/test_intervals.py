import numpy as np
import pytest

from surveys.indicators import intervals


@pytest.mark.parametrize(
    ("yes", "n", "low", "high"),
    [
        # Newcombe (1998), Statistics in Medicine 17:857-872, tables I and II; R prop.test(correct = FALSE).
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
        # vassarstats.net/prop1.
        (23, 60, 0.2709, 0.5098),
        # The programme's own published shares, if everybody had answered.
        (3108, 3237, 0.9528, 0.9664),
        (2428, 3237, 0.7349, 0.7647),
    ],
)
def test_wilson_agrees_with_published_examples(yes: int, n: int, low: float, high: float) -> None:
    interval = intervals.wilson(yes / n, n)

    assert interval.low == pytest.approx(low, abs=5e-5)
    assert interval.high == pytest.approx(high, abs=5e-5)


def test_wilson_ends_exactly_at_none_and_at_all() -> None:
    interval = intervals.wilson(np.array([0.0, 1.0]), np.array([7.0, 7.0]))

    assert interval.low[0] == 0
    assert interval.high[1] == 1
    assert interval.high[0] == pytest.approx(1 - interval.low[1])


@pytest.mark.parametrize(
    ("yes", "n", "low", "high"),
    [
        # Newcombe (1998), method 5; R binom.test.
        (81, 263, 0.2527, 0.3676),
        (15, 148, 0.0578, 0.1617),
        (0, 20, 0.0, 0.1684),
        (1, 29, 0.0009, 0.1776),
    ],
)
def test_clopper_pearson_agrees_with_published_examples(yes: int, n: int, low: float, high: float) -> None:
    interval = intervals.clopper_pearson(yes, n)

    assert interval.low == pytest.approx(low, abs=5e-5)
    assert interval.high == pytest.approx(high, abs=5e-5)


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [
        # Newcombe (1998), Statistics in Medicine 17:873-890, table II, method 10.
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((10, 10), (0, 20), 0.6791, 1.0),
    ],
)
def test_newcombe_difference_agrees_with_published_examples(
    first: tuple[int, int], second: tuple[int, int], low: float, high: float
) -> None:
    interval = intervals.newcombe_difference(first[0] / first[1], first[1], second[0] / second[1], second[1])

    assert interval.low == pytest.approx(low, abs=5e-5)
    assert interval.high == pytest.approx(high, abs=5e-5)


def test_logit_limits_stay_finite_with_one_degree_of_freedom() -> None:
    interval = intervals.logit_t(0.5, 0.4, df=1)

    assert 0 <= interval.low < 0.5 < interval.high <= 1


def test_documented_r_example_of_a_rare_trait_under_weights_and_finite_population() -> None:
    # R survey, help page of svyciprop: dclus1, ell == 0, p 0.021858, 14 degrees of freedom, 183 schools;
    # mean -0.0267, 0.0704; xlogit 0.00230, 0.17775; beta 0.00022, 0.13751.
    p = 4 / 183
    se = (0.0704 + 0.0267) / 2 / intervals.t_quantile(0.95, 14)

    mean = intervals.student(p, se, df=14)
    logit = intervals.logit_t(p, se, df=14)
    beta = intervals.korn_graubard(p, p * (1 - p) / se**2, 183, df=14)

    assert (mean.low, mean.high) == pytest.approx((-0.0267, 0.0704), abs=5e-5)
    assert (logit.low, logit.high) == pytest.approx((0.00230, 0.17775), abs=5e-4)
    assert (beta.low, beta.high) == pytest.approx((0.00022, 0.13751), abs=5e-4)
