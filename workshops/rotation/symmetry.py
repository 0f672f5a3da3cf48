"""Plans that differ only in the names of the years, where nothing ties a name to a year."""

from collections.abc import Iterator
from enum import Enum
from itertools import permutations

import numpy as np

from workshops.rotation.layout import IntArray, Layout


class Symmetry(Enum):
    """How years can be renamed without changing what a plan is worth."""

    NONE = "a fixed, forbidden or previous cell names a year"
    CYCLIC = "all years may move on together, because one level follows another"
    FULL = "any two years may be swapped"


def find_symmetry(layout: Layout) -> Symmetry:
    """Return how the years of a problem can be renamed."""
    if not layout.allowed.all() or layout.problem.previous:
        return Symmetry.NONE
    return Symmetry.CYCLIC if any(layout.offsets) else Symmetry.FULL


def canonical(turns: IntArray, symmetry: Symmetry, years: int) -> IntArray:
    """Return the one of the equivalent plans in which years appear in order, region by region."""
    if symmetry is Symmetry.NONE:
        return turns
    if symmetry is Symmetry.CYCLIC:
        shifted: IntArray = (turns - turns[0, 0]) % years
        return shifted
    order = list(dict.fromkeys(turns.T.ravel().tolist()))
    names = np.zeros(years, dtype=np.int64)
    names[order] = np.arange(len(order))
    renamed: IntArray = names[turns]
    return renamed


def list_images(turns: IntArray, symmetry: Symmetry, years: int) -> Iterator[IntArray]:
    """Yield every different plan that is equivalent to this one, beginning with itself."""
    if symmetry is Symmetry.NONE:
        yield turns
    elif symmetry is Symmetry.CYCLIC:
        yield from ((turns + shift) % years for shift in range(years))
    else:
        used = np.unique(turns)
        names = np.zeros(years, dtype=np.int64)
        for image in permutations(range(years), len(used)):
            names[used] = image
            yield names[turns]
