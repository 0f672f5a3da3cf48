"""Tables of less detail that lose less than suppression does: merge regions, years, or whatever is small."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from surveys.indicators.disclosure import ReleaseRule, count_cube, release
from surveys.indicators.linked_table import Mask
from surveys.indicators.suppression import Effort

QUICK = Effort(gap=0.1, rounds=3)


@dataclass(frozen=True)
class Merge:
    """Values of a dimension that become one; all of them together drop the dimension."""

    dimension: str
    values: tuple[str, ...]

    @property
    def label(self) -> str:
        """Return the name of the merged group."""
        return " + ".join(self.values)


@dataclass(frozen=True)
class Redesign:
    """What a merge does to the answers of the smallest groups.

    Attributes
    ----------
    hidden_before, hidden
        Answers whose group is not shown without the merge, and with it.
    coarsened
        Answers whose group was shown by itself and is shown merged only.
    """

    merge: Merge
    hidden_before: int
    hidden: int
    coarsened: int

    @property
    def gain(self) -> int:
        """Return how many answers fewer lose the figure of their group."""
        return self.hidden_before - self.hidden - self.coarsened


def propose_redesigns(
    tallies: pd.DataFrame,
    by: Sequence[str],
    merges: Sequence[Merge],
    *,
    counts: Sequence[str] = ("yes",),
    base: str = "n",
    school: str = "school",
    rule: ReleaseRule = ReleaseRule(),  # noqa: B008 - frozen
    effort: Effort = QUICK,
) -> tuple[Redesign, ...]:
    """Return the merges that lose less than suppression alone, the best first.

    Parameters
    ----------
    tallies, by, counts, base, school
        As in `disclosure.count_cube`.
    merges
        What may be merged: neighbouring regions, successive years, providers.
    rule, effort
        As in `disclosure.release`.

    """

    def is_shown(rows: pd.DataFrame) -> Mask:
        cube = count_cube(rows, by, counts=counts, base=base, school=school)
        table = release(cube, by, counts=counts, base=base, rule=rule, effort=effort)
        shown = {cell.key for cell in table.cells if cell.is_said}
        keys = rows[list(by)].astype(str).itertuples(index=False, name=None)
        return np.array([key in shown for key in keys], dtype=bool)

    answers = tallies[base].to_numpy()
    before = is_shown(tallies)
    redesigns = []
    for merge in merges:
        merged = tallies[merge.dimension].astype(str).isin(merge.values).to_numpy()
        column = tallies[merge.dimension].astype(str).mask(merged, merge.label)
        after = is_shown(tallies.assign(**{merge.dimension: column}))
        redesigns.append(
            Redesign(
                merge,
                int(answers[~before].sum()),
                int(answers[~after].sum()),
                int(answers[before & after & merged].sum()),
            )
        )
    return tuple(sorted((found for found in redesigns if found.gain > 0), key=lambda found: -found.gain))
