"""From counts to what may be shown: the one step that every table passes before a page, plot or file.

A percentage with a public base is a count, so counts are protected and percentages derived from
them. `release` is the only way to a `ReleasedTable`, and no view, export or report takes anything else.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from itertools import product
from types import MappingProxyType

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from .disclosure_audit import open_cells
from .linear_programmes import SolverError
from .linked_table import Counts, Equation, LinkedTable, Mask, mask
from .suppression import CannotProtectError, Effort, suppress

TOTAL = "all"
SUPPRESSED = "x"  # one sign for every hidden number: a second one would tell the reasons apart

Key = tuple[str, ...]
Parents = Mapping[str, Mapping[str, str]]

_NO_PARENTS: Parents = MappingProxyType({})
_REST = ""  # the answers of a group in none of the categories asked for


class Share(Enum):
    """How a percentage may be said."""

    EXACT = "exact"
    UNDER_5 = "under_5"
    OVER_95 = "over_95"
    SUPPRESSED = "suppressed"
    NO_ANSWERS = "no_answers"


_ENGLISH = {
    Share.UNDER_5: "under 5 %",
    Share.OVER_95: "over 95 %",
    Share.SUPPRESSED: SUPPRESSED,
    Share.NO_ANSWERS: "no answers",
}


@dataclass(frozen=True)
class ReleaseRule:
    """The settings of the programme; they are not published with the tables."""

    threshold: int = 5
    minimum_base: int = 10
    minimum_schools: int = 2
    minimum_width: int = 5


@dataclass(frozen=True)
class Cell:
    """One number that may be shown: how many of a group chose a category. None is a hidden number."""

    key: Key
    category: str
    base: int | None
    count: int | None
    share: Share

    @property
    def percent(self) -> float | None:
        """Return the percentage, or None where it may not be said exactly."""
        if self.share is not Share.EXACT or self.count is None or not self.base:
            return None
        return 100.0 * self.count / self.base

    @property
    def is_said(self) -> bool:
        """Tell whether the percentage is said, exactly or in words."""
        return self.share in (Share.EXACT, Share.UNDER_5, Share.OVER_95)

    @property
    def text(self) -> str:
        """Return the percentage as English words."""
        return f"{self.percent:.0f} %" if self.percent is not None else _ENGLISH[self.share]


@dataclass(frozen=True)
class Margin:
    """A group that is the sum of others."""

    whole: Key
    parts: tuple[Key, ...]


@dataclass(frozen=True)
class ReleasedTable:
    """A table that has passed disclosure control; it holds no hidden number."""

    by: tuple[str, ...]
    cells: tuple[Cell, ...]
    margins: tuple[Margin, ...] = ()
    _passed: object = field(default=None, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self._passed is not _PASSED:
            raise TypeError("a released table comes from disclosure.release, never from its class")

    @cached_property
    def _by_key(self) -> dict[tuple[Key, str], Cell]:
        return {(cell.key, cell.category): cell for cell in self.cells}

    def cell(self, *key: str, category: str = "yes") -> Cell:
        """Return the cell of a group; a group without answers has a cell that says so."""
        return self._by_key.get((key, category), Cell(key, category, 0, None, Share.NO_ANSWERS))

    @property
    def suppressed(self) -> int:
        """Return how many cells are hidden."""
        return sum(cell.share is Share.SUPPRESSED for cell in self.cells)


_PASSED = object()


def count_cube(
    tallies: pd.DataFrame,
    by: Sequence[str],
    *,
    counts: Sequence[str] = ("yes",),
    base: str = "n",
    school: str = "school",
    parents: Parents = _NO_PARENTS,
) -> pd.DataFrame:
    """Return the counts of every group and of every margin, one row a group.

    Parameters
    ----------
    tallies
        One row a workshop (or finer): the columns of `by`, the counts, the base and the school.
    by
        The dimensions; a margin has the value "all" there.
    counts, base, school
        Names of columns; the result has the counts, the base and `schools`, the number of different schools.
    parents
        For a dimension with subtotals, the group above each of its values (region to cohesion region).
    """
    levels = [_levels(tallies[dimension].astype(str), parents.get(dimension, {})) for dimension in by]
    frames = []
    for combination in product(*levels):
        keys = [column.rename(name) for column, name in zip(combination, by, strict=True)]
        groups = tallies.groupby(keys, observed=True, sort=True)
        frames.append(groups[[*counts, base]].sum().assign(schools=groups[school].nunique()))
    return pd.concat(frames).reset_index()


def _levels(values: pd.Series, parents: Mapping[str, str]) -> list[pd.Series]:
    total = pd.Series(TOTAL, index=values.index)
    return [values, values.map(parents).dropna(), total] if parents else [values, total]


def release(
    cube: pd.DataFrame,
    by: Sequence[str],
    *,
    counts: Sequence[str] = ("yes",),
    base: str = "n",
    parents: Parents = _NO_PARENTS,
    secret: Collection[Key] = (),
    rule: ReleaseRule = ReleaseRule(),
    effort: Effort = Effort(),  # noqa: B008 - frozen
) -> ReleasedTable:
    """Hide what is unsafe in a cube of counts with its margins, and what would give it away.

    Parameters
    ----------
    cube
        As `count_cube` makes it: dimensions, counts, base, `schools`; groups without answers may lack.
    by, counts, base, parents
        As in `count_cube`.
    secret
        Groups to hide whatever they hold: those that `hidden_groups` hides for a base shared by several
        tables, or those that an earlier release would give away.
    rule
        The settings of the programme.
    effort
        How long to look for a pattern that hides less.
    """
    groups = _Groups.of(cube, by, counts, base)
    sums = tuple(_sums(groups.keys, [parents.get(dimension, {}) for dimension in by]))
    unshown = _hide_groups(groups, sums, secret, rule, effort)
    table = groups.table(sums)
    hidden = _hide_counts(groups, table, unshown, rule, effort)
    if open_cells(table, hidden, rule.minimum_width).any():
        raise SolverError("the pattern found does not pass the audit")
    margins = (Margin(groups.keys[whole.total], groups.of_places(whole.parts)) for whole in sums)
    return ReleasedTable(tuple(by), tuple(groups.shown(hidden)), tuple(margins), _PASSED)


def hidden_groups(
    cube: pd.DataFrame,
    by: Sequence[str],
    *,
    base: str = "n",
    parents: Parents = _NO_PARENTS,
    rule: ReleaseRule = ReleaseRule(),
    effort: Effort = Effort(),  # noqa: B008 - frozen
) -> frozenset[Key]:
    """Return the groups that may not be shown for their base alone, in no table about the same pupils."""
    groups = _Groups.of(cube, by, (), base)
    sums = tuple(_sums(groups.keys, [parents.get(dimension, {}) for dimension in by]))
    unshown = _hide_groups(groups, sums, (), rule, effort)
    return frozenset(groups.of_places(np.flatnonzero(unshown)))


def _hide_groups(
    groups: "_Groups", sums: tuple[Equation, ...], secret: Collection[Key], rule: ReleaseRule, effort: Effort
) -> Mask:
    """Return the groups hidden as a whole, which depends on their bases alone."""
    bases = LinkedTable(groups.counts[:, 0], sums)
    listed = np.array([key in secret for key in groups.keys], dtype=bool)
    few = (groups.few(rule) | listed) & bases.hideable
    return suppress(bases, few, minimum_width=rule.minimum_width, effort=effort).hidden


def _hide_counts(
    groups: "_Groups", table: LinkedTable, unshown: Mask, rule: ReleaseRule, effort: Effort
) -> Mask:
    """Return the cells to hide when some groups are hidden; the bases of the others stay if they can."""
    primary = (groups.small(rule) | unshown[:, None]).ravel() & table.hideable
    keep = groups.only_bases(~unshown)
    try:
        found = suppress(table, primary, keep=keep, minimum_width=rule.minimum_width, effort=effort)
    except CannotProtectError:
        found = suppress(table, primary, minimum_width=rule.minimum_width, effort=effort)
    return found.hidden


@dataclass(frozen=True)
class _Groups:
    """The groups of a cube; their counts lie group by group: the base, each category, the rest."""

    keys: tuple[Key, ...]
    schools: NDArray[np.float64]
    categories: tuple[str, ...]
    counts: Counts

    @classmethod
    def of(cls, cube: pd.DataFrame, by: Sequence[str], counts: Sequence[str], base: str) -> "_Groups":
        values = cube[[base, *counts]].to_numpy()
        rest = values[:, 0] - values[:, 1:].sum(axis=1)
        if not np.isfinite(values.astype(float)).all() or (values % 1 != 0).any():
            raise ValueError("a count is not a whole number")
        if (values < 0).any() or (rest < 0).any():
            raise ValueError("a count is negative or larger than its base")
        keys = tuple(cube[list(by)].astype(str).itertuples(index=False, name=None))
        if len(set(keys)) < len(keys):
            raise ValueError("a group is given twice")
        return cls(
            keys,
            cube["schools"].to_numpy(float),
            (*counts, _REST),
            np.column_stack([values, rest]).astype(np.int64),
        )

    def table(self, sums: Sequence[Equation]) -> LinkedTable:
        """Return all counts with the sums of every column and of every group's answers."""
        width = self.counts.shape[1]
        answers = (Equation(start, tuple(range(start + 1, start + width))) for start in self._starts)
        columns = (
            Equation(whole.total * width + column, tuple(part * width + column for part in whole.parts))
            for whole in sums
            for column in range(width)
        )
        return LinkedTable(self.counts.ravel(), (*answers, *columns))

    def of_places(self, places: Iterable[int]) -> tuple[Key, ...]:
        """Return the keys of the groups at some places."""
        return tuple(self.keys[place] for place in places)

    def few(self, rule: ReleaseRule) -> Mask:
        """Return the groups of too few pupils or schools."""
        return (self.counts[:, 0] < rule.minimum_base) | (self.schools < rule.minimum_schools)

    def small(self, rule: ReleaseRule) -> Mask:
        """Return the counts that are too small, or too close to their base."""
        lacking = self.counts[:, :1] - self.counts
        near = (lacking > 0) & (lacking < rule.threshold)
        small = near | ((self.counts > 0) & (self.counts < rule.threshold))
        small[:, 0] = False
        return small

    def only_bases(self, groups: Mask) -> Mask:
        """Return the cells that are the bases of some groups."""
        return mask(self.counts.size, self._starts[groups])

    @property
    def _starts(self) -> NDArray[np.int64]:
        return np.arange(0, self.counts.size, self.counts.shape[1], dtype=np.int64)

    def shown(self, hidden: Mask) -> Iterator[Cell]:
        secrets = hidden.reshape(self.counts.shape)
        for key, values, secret in zip(self.keys, self.counts, secrets, strict=True):
            base, *counts = (
                None if is_secret else int(value) for value, is_secret in zip(values, secret, strict=True)
            )
            for category, count in zip(self.categories[:-1], counts[:-1], strict=True):
                yield _cell(key, category, base, count)


def _cell(key: Key, category: str, base: int | None, count: int | None) -> Cell:
    if base == 0:
        return Cell(key, category, 0, None, Share.NO_ANSWERS)
    if base is None or count is None:
        return Cell(key, category, base, None, Share.SUPPRESSED)
    if count in (0, base):
        return Cell(key, category, base, None, Share.OVER_95 if count else Share.UNDER_5)
    return Cell(key, category, base, count, Share.EXACT)


def _sums(keys: Sequence[Key], above: Sequence[Mapping[str, str]]) -> Iterator[Equation]:
    """Yield every margin as the sum of the groups one step below it, for each dimension in turn."""
    position = {key: group for group, key in enumerate(keys)}
    for dimension, parents in enumerate(above):
        parts: dict[Key, list[int]] = {}
        for key, group in position.items():
            if (value := key[dimension]) != TOTAL:
                whole = (*key[:dimension], parents.get(value, TOTAL), *key[dimension + 1 :])
                parts.setdefault(whole, []).append(group)
        for whole, groups in parts.items():
            if whole in position:
                yield Equation(position[whole], tuple(groups))
