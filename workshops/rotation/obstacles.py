"""Quick reasons why no plan can exist, seen without solving anything."""

import numpy as np

from workshops.rotation.connection import list_components
from workshops.rotation.layout import ROUNDING, Layout
from workshops.rotation.repair import choose_turns


def is_blocked(layout: Layout) -> bool:
    """Whether a region has no turns left, the map has parts that cannot be joined, or a load is too big."""
    return (
        find_blocked_region(layout) is not None
        or (layout.problem.contiguous and _is_torn(layout))
        or _is_overloaded(layout)
    )


def find_blocked_region(layout: Layout) -> int | None:
    """Return the first region that its fixed and forbidden cells leave without turns, or None."""
    blocks = layout.shape[0]
    tight = np.flatnonzero(~layout.allowed.all(axis=(0, 2)))
    wanted = np.zeros(blocks, dtype=np.int64)
    return next((region for region in tight.tolist() if choose_turns(layout, region, wanted) is None), None)


def _is_torn(layout: Layout) -> bool:
    """Whether regions that must share a group cannot reach each other, or the map has too many parts."""
    blocks, regions, years = layout.shape
    if len(list_components(range(regions), layout.neighbours)) > years:
        return True
    sure = layout.allowed & (layout.allowed.sum(axis=2, keepdims=True) == 1)
    for block in range(blocks):
        for year in range(years):
            held = set(np.flatnonzero(sure[block, :, year]).tolist())
            open_to = np.flatnonzero(layout.allowed[block, :, year]).tolist()
            parts = list_components(open_to, layout.neighbours)
            if sum(not held.isdisjoint(part) for part in parts) > 1:
                return True
    return False


def _is_overloaded(layout: Layout) -> bool:
    """Whether one region alone has more classes than a year may have."""
    tolerance = layout.problem.tolerance
    if tolerance is None:
        return False
    return any(
        bool(layout.classes[level].max() > measure.mean * (1 + tolerance + ROUNDING))
        for measure in layout.measures
        for level in measure.levels
    )
