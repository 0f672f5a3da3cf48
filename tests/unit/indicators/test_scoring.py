from hypothesis import given
from hypothesis import strategies as st

from surveys.indicators.scoring import LEFT_OUT, TallySums, tally
from surveys.questionnaires.definition import ScoringKey

QUESTIONS = ("learned", "job-offer", "signs")
KEY = ScoringKey({"job-offer": {"ask": 2, "wait": 1}, "signs": {"papers": 1, "debt": 1}}, pass_mark=3)
RESPONSES = [
    {"learned": "yes", "job-offer": "ask", "signs": ["papers", "debt"]},
    {"learned": "no", "job-offer": "dont-know", "signs": ["colour"]},
    {"job-offer": "wait", "signs": []},
]
responses = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "learned": st.sampled_from(["yes", "no"]),
            "job-offer": st.sampled_from(["ask", "wait", "dont-know"]),
            "signs": st.lists(st.sampled_from(["papers", "debt", "colour"]), unique=True),
        },
    )
)


def test_options_and_omissions_are_counted_apart() -> None:
    sums = tally(RESPONSES, QUESTIONS, KEY)
    assert sums.responses == 3
    assert sums.options["learned"] == {"yes": 1, "no": 1, LEFT_OUT: 1}
    assert sums.options["signs"] == {"papers": 1, "debt": 1, "colour": 1, LEFT_OUT: 1}
    assert sums.answered("learned") == 2
    assert sums.chosen("learned", ["yes"]) == 1


def test_partial_credit_and_dont_know_are_scored() -> None:
    sums = tally(RESPONSES, QUESTIONS, KEY)
    assert sums.scores == {4: 1, 0: 1, 1: 1}
    assert sums.reached(KEY.pass_mark) == 1
    assert sums.reached(0) == 3


def test_a_question_that_nobody_left_out_was_answered_by_everybody() -> None:
    assert tally(RESPONSES, ("job-offer",), KEY).answered("job-offer") == 3


def test_an_unknown_question_has_been_answered_by_nobody() -> None:
    assert tally(RESPONSES, QUESTIONS, KEY).answered("colour") == 0


def test_no_responses_make_an_empty_tally() -> None:
    sums = tally([], QUESTIONS, KEY)
    assert (sums.responses, sums.answered("learned"), sums.reached(0)) == (0, 0, 0)


@given(responses, responses)
def test_tallies_add_up_as_their_responses_do(
    left: list[dict[str, object]], right: list[dict[str, object]]
) -> None:
    together = tally(left + right, QUESTIONS, KEY)
    added = tally(left, QUESTIONS, KEY) + tally(right, QUESTIONS, KEY)
    assert added.responses == together.responses
    assert {name: dict(counts) for name, counts in added.options.items()} == together.options
    assert {score: n for score, n in added.scores.items() if n} == together.scores


@given(responses)
def test_the_order_of_responses_leaves_no_trace(rows: list[dict[str, object]]) -> None:
    assert tally(rows, QUESTIONS, KEY).to_json() == tally(rows[::-1], QUESTIONS, KEY).to_json()


@given(responses)
def test_a_tally_comes_back_from_the_database_as_it_was(rows: list[dict[str, object]]) -> None:
    sums = tally(rows, QUESTIONS, KEY)
    assert TallySums.from_json(sums.to_json()) == sums
