import numpy as np
import pytest

from surveys.indicators.response_theory import fit_conditional, fit_marginal
from tests.unit.indicators.law_school import law_school_answers


def simulated(pupils: int, questions: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(1)
    slopes, places = rng.uniform(0.6, 2, questions), rng.normal(size=questions)
    logits = slopes * (rng.normal(size=pupils)[:, None] - places)
    return (rng.uniform(size=logits.shape) < 1 / (1 + np.exp(-logits))).astype(float), slopes, places


def test_rasch_model_of_the_law_school_test() -> None:
    found = fit_marginal(law_school_answers(), common_slope=True)

    # Rizopoulos (2006), Journal of Statistical Software 17(5): ltm's rasch(LSAT).
    assert found.discrimination == pytest.approx([0.7551] * 5, abs=5e-5)
    places = [-3.6153, -1.3224, -0.3176, -1.7301, -2.7802]
    assert found.difficulty == pytest.approx(places, abs=1e-4)
    assert found.log_likelihood == pytest.approx(-2466.938, abs=5e-4)
    assert found.reasons == ()


def test_two_parameter_model_of_the_law_school_test() -> None:
    found = fit_marginal(law_school_answers(), common_slope=False)

    # Output pages of ltm(LSAT ~ z1), which stops a little before the top of the likelihood.
    assert found.discrimination == pytest.approx([0.8254, 0.7229, 0.8905, 0.6886, 0.6575], abs=3e-3)
    places = [-3.3597, -1.3696, -0.2799, -1.8659, -3.1236]
    assert found.difficulty == pytest.approx(places, abs=3e-3)
    assert found.log_likelihood == pytest.approx(-2466.653, abs=5e-4)


def test_conditional_rasch_model_of_the_law_school_test() -> None:
    found = fit_conditional(law_school_answers())

    # eRm 1.0.2: -RM(LSAT)$betapar and its log-likelihood.
    places = [-1.256128, 0.474907, 1.235981, 0.168410, -0.623170]
    assert found.difficulty == pytest.approx(places, abs=1e-5)
    assert found.log_likelihood == pytest.approx(-1091.56968998)


def test_known_parameters_are_recovered() -> None:
    answers, slopes, places = simulated(10_000, 24)

    found = fit_marginal(answers, common_slope=False)

    assert found.discrimination == pytest.approx(slopes, abs=0.15)
    assert found.difficulty == pytest.approx(places, abs=0.1)


def test_missing_answers_are_left_out_and_not_wrong() -> None:
    answers, slopes, _ = simulated(10_000, 8)
    answers[np.random.default_rng(3).uniform(size=answers.shape) < 0.3] = np.nan

    found = fit_marginal(answers, common_slope=False)

    assert found.discrimination == pytest.approx(slopes, abs=0.3)


@pytest.mark.parametrize("common_slope", [True, False])
def test_a_question_that_everybody_got_right_has_no_estimate(*, common_slope: bool) -> None:
    answers, _, _ = simulated(600, 5)
    answers[:, 2] = 1

    found = fit_marginal(answers, common_slope=common_slope)

    assert np.isnan(found.difficulty).tolist() == [False, False, True, False, False]
    assert found.reasons == ("a question that everybody answered alike has no estimate",)


@pytest.mark.parametrize(
    "answers", [np.ones((0, 4)), np.ones((9, 4)), np.full((9, 4), np.nan), np.ones((9, 0))]
)
def test_without_variation_there_is_no_model_but_a_reason(answers: np.ndarray) -> None:
    for found in (
        fit_marginal(answers, common_slope=True),
        fit_marginal(answers, common_slope=False),
        fit_conditional(answers),
    ):
        assert np.isnan(found.log_likelihood)
        assert found.reasons


def test_a_question_against_all_others_has_its_slope_at_the_limit() -> None:
    answers, _, _ = simulated(2_000, 6)
    answers[:, 0] = 1 - answers[:, 0]

    found = fit_marginal(answers, common_slope=False)

    assert np.isnan(found.difficulty[0])
    assert "the slope of a question is at its limit: it has no estimate" in found.reasons


def test_few_pupils_are_named_as_a_doubt() -> None:
    found = fit_marginal(simulated(150, 5)[0], common_slope=True)

    assert found.reasons == ("150 pupils are few for this model: from 200 upwards it is stable",)
