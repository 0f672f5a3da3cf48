from typing import Any

import pytest

from core.exchange import schema_problems
from surveys.indicators.analyse_command import read_schema
from surveys.indicators.protection import WrongSpecification, parse_task, protect_table
from surveys.indicators.suppression import Effort
from tests.unit.disclosure.tables import Equations, grid

EXACT = Effort(gap=0.0)


def _protect(counts: dict[str, int], equations: Equations, **asked: Any) -> dict[str, Any]:
    spec = {"format": "protect-spec/1", "equations": equations, **asked}
    assert schema_problems(spec, read_schema("protect-spec-1")) == []
    document = protect_table(parse_task(spec, counts), EXACT)
    assert schema_problems({**document, "seconds": 0.0}, read_schema("protection-1")) == []
    return document


def _hidden(document: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    return {
        cell["cell"]: (cell["low"], cell["high"])
        for cell in document["cells"]
        if cell["shown"] == "suppressed"
    }


def _margins(counts: dict[str, int]) -> list[str]:
    return [name for name in counts if "T" in name]


def test_the_intervals_of_geurts() -> None:
    # SDC handbook, Example 3 (Geurts 1992): rows 7, 3, 6; columns 9, 7; third row 3, 3.
    counts, equations = grid([[5, 2], [1, 2], [3, 3]], "123", "12")
    document = _protect(
        counts, equations, suppressed=["1|1", "1|2", "2|1", "2|2"], zeros="secret", minimum_width=3
    )
    assert _hidden(document) == {"1|1": (3, 6), "1|2": (1, 4), "2|1": (0, 3), "2|2": (0, 3)}
    assert document["status"] == "protected"


def test_the_owner_of_a_single_cell_computes_the_other_one() -> None:
    # The same example: who knows the cell 1|2 knows 1|1 exactly.
    counts, equations = grid([[6, 1], [0, 3], [3, 3]], "123", "12")
    document = _protect(counts, equations, suppressed=["1|1", "2|1", "2|2"], zeros="secret")
    assert _hidden(document)["1|1"] == (6, 6)
    assert document["status"] == "leaks"


MARITAL = grid([[38, 17], [7, 4], [3, 1]], ["married", "divorced", "single"], ["male", "female"])
SMALL = ["divorced|female", "single|male", "single|female"]


def test_small_cells_alone_are_recomputed() -> None:
    # SDC handbook, marital status by sex.
    document = _protect(*MARITAL, suppressed=SMALL, zeros="secret")
    assert _hidden(document) == {SMALL[0]: (4, 4), SMALL[1]: (3, 3), SMALL[2]: (1, 1)}
    assert document["status"] == "leaks"
    assert document["leaks"][0] == {"cell": "divorced|female", "text": "can only be 4"}


def test_the_cheapest_fix_is_the_divorced_men() -> None:
    counts, equations = MARITAL
    document = _protect(counts, equations, keep=_margins(counts), zeros="secret", minimum_width=4)
    assert _hidden(document) == {
        "divorced|male": (6, 10),
        "divorced|female": (1, 5),
        "single|male": (0, 4),
        "single|female": (0, 4),
    }
    assert document["cost"] == {"cells": 4, "respondents": 15}
    assert (document["status"], document["optimal"], document["gap"]) == ("protected", True, 0.0)


THREE_SINGLES = grid([[1, 1, 7, 1, 0], [1, 0, 0, 2, 8]], "12", "ABHMW")


def test_three_singletons_are_not_protected_by_each_other() -> None:
    # sdcTools/UserSupport#135, counts of 1 and 2 hidden.
    counts, equations = THREE_SINGLES
    small = [name for name, value in counts.items() if 0 < value < 3 and "T" not in name]
    document = _protect(counts, equations, suppressed=small, threshold=3, minimum_width=1)
    assert _hidden(document)["1|B"] == (1, 1)
    assert document["status"] == "leaks"


def test_hidden_zeros_are_recomputed_too() -> None:
    counts, equations = THREE_SINGLES
    hidden = [name for name, value in counts.items() if value < 3 and "T" not in name]
    document = _protect(counts, equations, suppressed=hidden, threshold=3, minimum_width=1, zeros="secret")
    assert (_hidden(document)["1|W"], _hidden(document)["2|H"]) == ((0, 0), (0, 0))
    assert document["status"] == "leaks"


def test_two_singletons_must_not_be_alone_in_a_sum() -> None:
    counts, equations = grid([[1, 1], [9, 9]], "12", "ab")
    document = _protect(
        counts, equations, suppressed=["1|a", "1|b", "2|a", "2|b"], zeros="secret", minimum_width=1
    )
    assert document["status"] == "leaks"
    assert {leak["text"] for leak in document["leaks"]} == {
        "is one person, alone with another in the sum 1|T"
    }
    chosen = _protect(counts, equations, zeros="secret", minimum_width=1, threshold=2)
    assert chosen["status"] == "protected"
    assert {"1|a", "1|b"} < set(_hidden(chosen))


def test_public_zeros_tell_that_a_hidden_count_is_not_zero() -> None:
    counts, equations = grid([[5, 2], [1, 2], [3, 3]], "123", "12")
    pattern = ["1|1", "1|2", "2|1", "2|2"]
    assert _hidden(_protect(counts, equations, suppressed=pattern))["2|1"] == (1, 2)


def test_a_pattern_that_hides_a_zero_makes_zeros_secret() -> None:
    counts, equations = grid([[0, 8], [9, 9]], "12", "ab")
    document = _protect(counts, equations, suppressed=["1|a", "1|b", "2|a", "2|b"], zeros="public")
    assert document["zeros"] == "secret"
    assert _hidden(document)["1|a"] == (0, 8)


def test_public_zeros_are_never_hidden() -> None:
    counts, equations = THREE_SINGLES
    document = _protect(counts, equations, threshold=3, minimum_width=3)
    assert document["status"] == "protected"
    assert all(counts[cell] > 0 for cell in _hidden(document))


def test_a_complement_is_unsafe_where_it_is_asked_for() -> None:
    counts = {"n": 25, "yes": 24, "no": 1, "n2": 40, "yes2": 20, "no2": 20, "N": 65, "Y": 44, "X": 21}
    equations = [
        {"total": "n", "parts": ["yes", "no"]},
        {"total": "n2", "parts": ["yes2", "no2"]},
        {"total": "N", "parts": ["n", "n2"]},
        {"total": "Y", "parts": ["yes", "yes2"]},
        {"total": "X", "parts": ["no", "no2"]},
        {"total": "N", "parts": ["Y", "X"]},
    ]
    document = _protect(counts, equations, complement=True, keep=["n", "n2", "N"])
    assert {"yes", "no"} < set(_hidden(document))
    assert document["status"] == "protected"


def test_minimising_cells_hides_no_more_of_them_than_minimising_respondents() -> None:
    counts, equations = grid([[2, 60, 70], [50, 9, 8], [61, 11, 7]], "123", "abc")
    few = _protect(counts, equations, minimise="cells")
    light = _protect(counts, equations, minimise="respondents")
    assert few["optimal"]
    assert light["optimal"]
    assert few["cost"]["cells"] <= light["cost"]["cells"]
    assert light["cost"]["respondents"] <= few["cost"]["respondents"]


def test_what_must_stay_published_can_make_protection_impossible() -> None:
    counts, equations = MARITAL
    document = _protect(counts, equations, keep=_margins(counts), zeros="secret", minimum_width=5)
    assert document["status"] == "leaks"
    assert document["optimal"] is None
    assert {leak["cell"] for leak in document["leaks"]} == {"single|male", "single|female"}


def test_a_small_count_that_must_stay_published_is_named() -> None:
    counts, equations = MARITAL
    document = _protect(counts, equations, keep=_margins(counts), zeros="secret", minimum_width=4)
    assert document["unsafe_but_published"] == ["single|T"]


def test_a_cell_in_no_sum_has_no_upper_limit() -> None:
    document = _protect({"alone": 3, "other": 40}, [])
    assert _hidden(document) == {"alone": (1, None)}
    assert document["status"] == "protected"


def test_nothing_unsafe_hides_nothing() -> None:
    counts, equations = grid([[20, 30], [40, 50]], "12", "ab")
    document = _protect(counts, equations)
    assert (document["cost"], document["status"]) == ({"cells": 0, "respondents": 0}, "protected")
    assert (document["optimal"], document["gap"]) == (True, 0.0)


@pytest.mark.parametrize(
    ("asked", "path", "words"),
    [
        ({"equations": [{"total": "1|T", "parts": ["1|a", "1|z"]}]}, "$.equations[0].parts[1]", "no cell"),
        ({"equations": [{"total": "9|T", "parts": ["1|a"]}]}, "$.equations[0].total", "no cell"),
        ({"equations": [{"total": "1|T", "parts": ["1|a"]}]}, "$.equations[0]", "is 50, its parts make 20"),
        ({"equations": [{"total": "1|T", "parts": ["1|T"]}]}, "$.equations[0].parts", "part of itself"),
        ({"primary": ["9|9"]}, "$.primary[0]", "no cell"),
        ({"keep": ["1|a", "9|9"]}, "$.keep[1]", "no cell"),
        ({"suppressed": ["9|9"]}, "$.suppressed[0]", "no cell"),
        ({"primary": ["1|a"], "keep": ["1|a"]}, "$.primary[0]", "must also stay published"),
        ({"suppressed": ["1|a"], "keep": ["1|a"]}, "$.suppressed[0]", "must also stay published"),
        ({"primary": ["2|b"]}, "$.primary[0]", "is 0 and zeros are public"),
    ],
)
def test_what_does_not_fit_the_table_is_named_with_its_path(
    asked: dict[str, Any], path: str, words: str
) -> None:
    counts, equations = grid([[20, 30], [40, 0]], "12", "ab")
    with pytest.raises(WrongSpecification) as wrong:
        parse_task({"equations": equations, **asked}, counts)
    assert wrong.value.problems[0][0] == path
    assert words in wrong.value.problems[0][1]
