"""Whether the regions of a group hang together on the map."""

from collections.abc import Collection, Iterable, Sequence

from workshops.rotation.layout import IntArray, Layout


def list_components(members: Iterable[int], neighbours: Sequence[Collection[int]]) -> list[list[int]]:
    """Return the connected parts of a set of regions, each in the order in which it was reached."""
    left = dict.fromkeys(members)
    parts = []
    while left:
        part = [left.popitem()[0]]
        for region in part:
            for other in neighbours[region]:
                if other in left:
                    del left[other]
                    part.append(other)
        parts.append(part)
    return parts


def is_connected(layout: Layout, turns: IntArray) -> bool:
    """Whether the regions of every year are connected at each level; no regions count as connected."""
    for row in turns.tolist():
        groups: dict[int, list[int]] = {}
        for region, turn in enumerate(row):
            groups.setdefault(turn, []).append(region)
        if any(len(list_components(group, layout.neighbours)) > 1 for group in groups.values()):
            return False
    return True
