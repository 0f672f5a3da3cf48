import numpy as np
import pytest

from surveys.demonstration.simulation import (
    INTRA_CLASS_CORRELATION,
    SimulatedQuestion,
    simulate_answers,
    simulate_counts,
    simulate_school,
)

LEARNED = SimulatedQuestion("learned", ("yes", "no", "dont-know"), frozenset({"yes"}), "dont-know", 0.75)
SIGN = SimulatedQuestion("sign", ("a", "b", "c", "dont-know"), frozenset({"b"}), "dont-know")
QUESTIONS = (LEARNED, SIGN)


def test_the_same_seed_gives_the_same_answers() -> None:
    def draw() -> list[dict[str, str]]:
        rng = np.random.default_rng(7)
        school = simulate_school(QUESTIONS, rng)
        return [simulate_answers(QUESTIONS, school, rng) for _ in range(50)]

    assert draw() == draw()


def test_answers_are_options_of_their_questions() -> None:
    rng = np.random.default_rng(1)
    school = simulate_school(QUESTIONS, rng)
    for _ in range(500):
        answers = simulate_answers(QUESTIONS, school, rng)
        assert all(
            answers[question.id] in question.options for question in QUESTIONS if question.id in answers
        )


def test_schools_differ_around_the_published_share() -> None:
    rng = np.random.default_rng(2)
    shares = np.array([simulate_school(QUESTIONS, rng).shares["learned"] for _ in range(20_000)])
    assert shares.mean() == pytest.approx(0.75, abs=0.005)
    between = shares.var() / (0.75 * 0.25)
    assert between == pytest.approx(INTRA_CLASS_CORRELATION, abs=0.005)


def test_a_question_with_only_not_knowing_beside_the_target_is_answered() -> None:
    question = SimulatedQuestion("q", ("yes", "dont-know"), frozenset({"yes"}), "dont-know", 0.0001)
    rng = np.random.default_rng(3)
    school = simulate_school((question,), rng)
    assert {simulate_answers((question,), school, rng).get("q") for _ in range(200)} >= {"dont-know"}


@pytest.mark.parametrize("enrolled", [1, 5, 28])
def test_counts_never_exceed_the_class(enrolled: int) -> None:
    rng = np.random.default_rng(4)
    for _ in range(300):
        counts = simulate_counts(enrolled, rng)
        assert 0 <= counts.responses <= counts.present <= enrolled
        assert counts.present >= 1
        assert counts.teachers in {1, 2}
