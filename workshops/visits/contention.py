"""Which visits cannot all be held: the smallest set that conflicts, by minimal hitting sets.

Every conflicting set shares a visit with every correction set (visits without which the others can all be
held). So a smallest set that meets all correction sets found so far, and conflicts itself, is a smallest
conflict; if it does not conflict, growing it to a largest set that can be held gives one more correction set.

References
----------
A. Ignatiev, A. Previti, M. Liffiton, J. Marques-Silva (2015), "Smallest MUS extraction with minimal hitting
set dualization", CP 2015: 173-182.
"""

from collections.abc import Iterable, Sequence

import numpy as np
import scipy.sparse as sp

from workshops.visits.dated import Columns, Dated, school_days
from workshops.visits.outcome import Clock
from workshops.visits.patterns import merged
from workshops.visits.problem import VisitProblem
from workshops.visits.programme import Rows, at_least, at_most, best_choice, blocks
from workshops.visits.search import DayPatterns

_PATTERNS_AT_MOST = 20_000
_COLUMNS_AT_MOST = 200_000
_ANY = 1e12
_HALF = 0.5
_LONG = 60.0


class TooManyWays(Exception):  # noqa: N818 - it names what there is too much of
    """There are too many ways to hold the visits to look at all of them in the time."""


class Contention:
    """Some visits of a problem with every way to hold them, and the question which can be held together."""

    def __init__(self, problem: VisitProblem, time_left: Clock) -> None:
        self.time_left = time_left
        self.visits = len(problem.visits)
        dated = Dated(DayPatterns(problem))
        columns = _all_columns(dated)
        self.columns = len(columns)
        schools = school_days(problem) @ dated.visit_days(columns)
        limits = sp.vstack([dated.limits(columns), schools])
        most = np.concatenate([dated.most, np.ones(schools.shape[0])])
        ones = np.ones(self.visits)
        self.rows = [
            Rows(blocks([[columns.patterns.incidence(self.visits), sp.eye_array(self.visits)]]), ones, ones),
            at_most(blocks([[limits, sp.csc_array((limits.shape[0], self.visits))]]), most),
        ]

    def left_out(self, first: Iterable[int], then: Iterable[int] = ()) -> frozenset[int]:
        """Return which visits are not held when as many as possible are, some before the others."""
        weights = np.zeros(self.visits)
        weights[list(then)] = 1.0
        weights[list(first)] = 1.0 + self.visits
        x = best_choice(
            np.concatenate([np.zeros(self.columns), weights]),
            self.rows,
            np.ones(self.columns + self.visits),
            whole=self.columns,
            time_limit=self.time_left(),
            gap=0.0,
        )
        if x is None or self.time_left() <= 0:
            raise TooManyWays
        return frozenset(np.flatnonzero((weights > 0) & (x[self.columns :] > _HALF)).tolist())

    def smallest_conflict(self, visit: int) -> tuple[int, ...]:
        """Return a smallest set of visits that cannot all be held, empty when all can.

        All visits but the given one must be possible together, so the given one is in every conflict.
        """
        corrections: list[frozenset[int]] = []
        while True:
            chosen = frozenset({visit, *_smallest_hitting_set(corrections, self.visits)})
            missing = self.left_out(chosen, frozenset(range(self.visits)) - chosen)
            if missing & chosen:
                return tuple(sorted(chosen))
            if not missing:
                return ()
            corrections.append(missing)


def _all_columns(dated: Dated) -> Columns:
    """Return every pattern of the visits on every day."""
    people, visits = len(dated.problem.facilitators), len(dated.problem.visits)
    found = [
        dated.patterns.search(number, np.zeros(visits), _ANY, _PATTERNS_AT_MOST) for number in range(people)
    ]
    patterns = merged([search.patterns for search in found])
    days = dated.problem.facilitators.available.sum(axis=1)[patterns.facilitators]
    if not all(search.is_complete for search in found) or days.sum() > _COLUMNS_AT_MOST:
        raise TooManyWays
    return dated.on_all_days(patterns)


def _smallest_hitting_set(sets: Sequence[frozenset[int]], size: int) -> tuple[int, ...]:
    """Return a smallest set that shares a member with each of the sets."""
    if not sets:
        return ()
    rows = np.array([np.isin(np.arange(size), list(members)) for members in sets], dtype=float)
    hit = at_least(sp.csc_array(rows), np.ones(len(sets)))
    x = best_choice(np.ones(size), [hit], np.ones(size), whole=size, time_limit=_LONG, gap=0.0)
    return () if x is None else tuple(np.flatnonzero(x).tolist())
