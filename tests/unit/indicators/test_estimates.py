import pytest

from surveys.indicators.estimates import estimate_means, estimate_proportions
from surveys.indicators.methods import Method
from tests.unit.indicators.golden import DISTRICT_DESIGN, district_sums


@pytest.mark.parametrize(
    ("method", "low", "high"),
    [
        # R survey 4.1.1: svyciprop(method = "xlogit") and "beta" with 14 degrees of freedom.
        (Method.LOGIT, 0.8232, 0.9122),
        (Method.BETA, 0.8231, 0.9151),
        # The formula of Wilson on effective n with t, the design effect floored at 1.
        (Method.WILSON_EFFECTIVE, 0.8124, 0.9179),
    ],
)
def test_districts_agree_with_r_by_every_method(method: Method, low: float, high: float) -> None:
    [estimate] = estimate_proportions(district_sums(), DISTRICT_DESIGN, interval=method)

    assert estimate.estimate == pytest.approx(0.874317, abs=5e-7)
    assert estimate.se == pytest.approx(0.020564, abs=5e-7)
    assert estimate.df == 14
    assert (estimate.low, estimate.high) == pytest.approx((low, high), abs=5e-5)


def test_districts_have_the_design_effect_and_correlation_of_r() -> None:
    [estimate] = estimate_proportions(district_sums(), DISTRICT_DESIGN, interval=Method.LOGIT)

    assert estimate.deff == pytest.approx(0.7004, abs=5e-5)
    assert estimate.icc == pytest.approx(0.01143, abs=5e-6)


def test_an_estimated_design_effect_below_one_never_narrows_the_automatic_interval() -> None:
    [estimate] = estimate_proportions(district_sums(), DISTRICT_DESIGN)

    assert estimate.method is Method.LOGIT
    assert estimate.deff == 1
    assert estimate.low is not None
    assert estimate.low < 0.8232


def test_a_mean_of_yes_and_no_is_the_share() -> None:
    [mean] = estimate_means(district_sums(), DISTRICT_DESIGN)
    [share] = estimate_proportions(district_sums(), DISTRICT_DESIGN)

    assert (mean.estimate, mean.se, mean.df) == pytest.approx((share.estimate, share.se, 14.0))
    assert mean.low is not None
    assert mean.high is not None
    assert mean.low < 0.874317 < mean.high
