import pandas as pd

from surveys.indicators.redesign import Merge, propose_redesigns

BY = ["region", "level"]


def _rows(region: str, level: str, *workshops: tuple[int, int]) -> list[tuple[str, str, str, int, int]]:
    return [(region, level, f"{region} {level} {number}", *counts) for number, counts in enumerate(workshops)]


def _tallies() -> pd.DataFrame:
    rows = [
        *_rows("A", "primary", (60, 90), (50, 80)),
        *_rows("A", "secondary", (45, 90), (40, 80)),
        *_rows("B", "primary", (6, 8)),
        *_rows("B", "secondary", (5, 9)),
        *_rows("C", "primary", (5, 9)),
        *_rows("C", "secondary", (6, 9)),
        *_rows("D", "primary", (50, 95), (40, 70)),
        *_rows("D", "secondary", (45, 92), (30, 64)),
    ]
    return pd.DataFrame(rows, columns=["region", "level", "school", "yes", "n"])


def test_merging_two_small_regions_shows_both_of_them() -> None:
    (best, *others) = propose_redesigns(
        _tallies(),
        BY,
        [Merge("region", ("A", "D")), Merge("region", ("B", "C")), Merge("region", ("A", "B"))],
    )
    assert best.merge.label == "B + C"
    assert best.hidden < best.hidden_before
    assert best.coarsened == 0
    assert all(other.gain <= best.gain for other in others)


def test_merging_large_groups_is_no_gain() -> None:
    tallies = _tallies()
    large = tallies.loc[tallies["region"].isin(["A", "D"])]
    assert propose_redesigns(large, BY, [Merge("region", ("A", "D"))]) == ()


def test_what_was_shown_by_itself_counts_as_coarsened() -> None:
    (found,) = propose_redesigns(_tallies(), BY, [Merge("level", ("primary", "secondary"))])
    assert (found.hidden_before, found.hidden, found.coarsened) == (356, 0, 340)
    assert found.gain == 16
