import pandas as pd
import pytest

from surveys.indicators.disclosure import (
    SUPPRESSED,
    TOTAL,
    Cell,
    ReleasedTable,
    ReleaseRule,
    Share,
    count_cube,
    release,
)

COHESION = {"region": {"SI031": "east", "SI032": "east", "SI041": "west"}}


def _tallies(*rows: tuple[str, str, str, int, int]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["region", "level", "school", "yes", "n"])


def _two_schools(region: str, level: str, yes: int, n: int) -> list[tuple[str, str, str, int, int]]:
    return [
        (region, level, f"{region}{level}1", yes // 2, n // 2),
        (region, level, f"{region}{level}2", yes - yes // 2, n - n // 2),
    ]


def _programme() -> pd.DataFrame:
    return _tallies(
        *_two_schools("SI031", "primary", 40, 44),
        *_two_schools("SI031", "secondary", 30, 60),
        *_two_schools("SI032", "primary", 25, 50),
        *_two_schools("SI032", "secondary", 33, 55),
        *_two_schools("SI041", "primary", 20, 48),
        *_two_schools("SI041", "secondary", 31, 62),
    )


def test_margins_count_a_school_once() -> None:
    tallies = _tallies(("SI031", "primary", "A", 5, 10), ("SI031", "secondary", "A", 6, 11))
    cube = count_cube(tallies, ["region", "level"]).set_index(["region", "level"])
    assert cube.loc[[("SI031", TOTAL), (TOTAL, "primary")]].to_numpy().tolist() == [[11, 21, 1], [5, 10, 1]]


def test_subtotals_of_cohesion_regions_are_margins() -> None:
    cube = count_cube(_programme(), ["region", "level"], parents=COHESION).set_index(["region", "level"])
    assert cube.loc[("east", TOTAL), "n"] == 209
    assert cube.loc[("east", "primary"), "yes"] == 65


def test_a_safe_table_is_shown_whole() -> None:
    tallies = _tallies(*_two_schools("SI031", "primary", 40, 60), *_two_schools("SI032", "primary", 25, 50))
    table = release(count_cube(tallies, ["region"]), ["region"])
    assert table.suppressed == 0
    assert table.cell("SI032").percent == 50.0
    assert table.cell(TOTAL).text == "59 %"


def test_a_complement_of_four_is_hidden_and_not_alone() -> None:
    by = ["region", "level"]
    table = release(count_cube(_programme(), by, parents=COHESION), by, parents=COHESION)
    assert table.cell("SI031", "primary").share is Share.SUPPRESSED
    hidden = {cell.key for cell in table.cells if cell.share is Share.SUPPRESSED}
    assert {key for key in hidden if key[0] == "SI031" and key[1] != "primary"}
    assert {key for key in hidden if key[1] == "primary" and key[0] != "SI031"}


def test_every_hidden_number_has_the_same_sign_and_is_not_there() -> None:
    by = ["region", "level"]
    table = release(count_cube(_programme(), by), by)
    hidden = [cell for cell in table.cells if cell.share is Share.SUPPRESSED]
    assert hidden
    assert {cell.text for cell in hidden} == {SUPPRESSED}
    assert all(cell.count is None and cell.percent is None for cell in hidden)


@pytest.mark.parametrize(("yes", "words"), [(0, "under 5 %"), (40, "over 95 %")])
def test_nobody_and_everybody_are_said_without_the_number(yes: int, words: str) -> None:
    tallies = _tallies(*_two_schools("SI031", "primary", yes, 40), *_two_schools("SI032", "primary", 25, 50))
    cell = release(count_cube(tallies, ["region"]), ["region"]).cell("SI031")
    assert cell.text == words
    assert cell.count is None


def test_a_base_under_ten_is_hidden_with_its_share() -> None:
    tallies = _tallies(
        *_two_schools("SI031", "primary", 5, 9),
        *_two_schools("SI032", "primary", 25, 50),
        *_two_schools("SI033", "primary", 25, 60),
    )
    cell = release(count_cube(tallies, ["region"]), ["region"]).cell("SI031")
    assert (cell.base, cell.count, cell.text) == (None, None, SUPPRESSED)


def test_one_school_is_never_shown_alone() -> None:
    tallies = _tallies(
        ("SI031", "primary", "A", 20, 40),
        *_two_schools("SI032", "primary", 25, 50),
        *_two_schools("SI033", "primary", 25, 60),
    )
    cube = count_cube(tallies, ["region"])
    assert release(cube, ["region"]).cell("SI031").share is Share.SUPPRESSED
    assert release(cube, ["region"], rule=ReleaseRule(minimum_schools=1)).cell("SI031").percent == 50.0


def test_a_group_without_answers_has_no_percentage() -> None:
    tallies = _tallies(*_two_schools("SI031", "primary", 20, 40))
    table = release(count_cube(tallies, ["region"]), ["region"])
    assert table.cell("SI044").text == "no answers"
    assert table.cell("SI044").percent is None


def test_several_categories_of_one_question_are_protected_together() -> None:
    tallies = pd.DataFrame(
        [("SI031", "A", 20, 3, 17, 40), ("SI031", "B", 21, 0, 19, 40), ("SI032", "C", 30, 20, 30, 80),
         ("SI032", "D", 31, 22, 27, 80)],
        columns=["region", "school", "right", "wrong", "unsure", "n"],
    )  # fmt: skip
    counts = ["right", "wrong", "unsure"]
    table = release(count_cube(tallies, ["region"], counts=counts), ["region"], counts=counts)
    assert table.cell("SI031", category="wrong").share is Share.SUPPRESSED
    assert sum(table.cell("SI031", category=name).share is Share.SUPPRESSED for name in counts) >= 2


def test_nobody_makes_a_released_table_by_hand() -> None:
    with pytest.raises(TypeError, match=r"comes from disclosure\.release"):
        ReleasedTable(("region",), (Cell(("SI031",), "yes", 20, 3, Share.EXACT),))


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (("SI031", "primary", "A", -1, 10), "negative"),
        (("SI031", "primary", "A", 11, 10), "larger than its base"),
        (("SI031", "primary", "A", 1.5, 10), "whole number"),
        (("SI031", "primary", "A", float("nan"), 10), "whole number"),
    ],
)
def test_impossible_counts_are_refused(row: tuple[str, str, str, float, int], words: str) -> None:
    cube = pd.DataFrame([row], columns=["region", "level", "school", "yes", "n"]).assign(schools=2)
    with pytest.raises(ValueError, match=words):
        release(cube, ["region"])


def test_an_empty_cube_is_an_empty_table() -> None:
    cube = pd.DataFrame({"region": [], "yes": [], "n": [], "schools": []})
    assert release(cube, ["region"]).cells == ()
