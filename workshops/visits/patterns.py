"""Patterns: sets of visits that one facilitator can hold on one day, with what they cost."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from workshops.visits.problem import NONE, Booleans, VisitProblem
from workshops.visits.schedule import Schedule, cheapest_round
from workshops.visits.travel import Floats, Integers


@dataclass(frozen=True, eq=False)
class Patterns:
    """Patterns of facilitators with the weighted travel of each.

    `visits` is patterns x longest, rising, filled up with -1 in front.
    """

    visits: Integers
    facilitators: Integers
    travel: Floats

    def __len__(self) -> int:
        return len(self.travel)

    def take(self, rows: Integers | Booleans) -> "Patterns":
        """Return some of the patterns."""
        return Patterns(self.visits[rows], self.facilitators[rows], self.travel[rows])

    def sums(self, values: Floats) -> Floats:
        """Return for each pattern the sum over its visits of one value a visit."""
        total: Floats = np.append(values, 0.0)[self.visits].sum(axis=1)
        return total

    def sums_by_facilitator(self, values: Floats) -> Floats:
        """Return for each pattern the sum over its visits of values, visits x facilitators, with its own."""
        padded = np.vstack([values, np.zeros(values.shape[1])])
        total: Floats = padded[self.visits, self.facilitators[:, None]].sum(axis=1)
        return total

    def incidence(self, visits: int) -> sp.csc_array:
        """Return visits x patterns: 1 where the pattern holds the visit."""
        row, place = np.nonzero(self.visits >= 0)
        ones = np.ones(len(row))
        return sp.csc_array((ones, (self.visits[row, place], row)), shape=(visits, len(self)))

    def days_out(self, facilitators: int) -> sp.csc_array:
        """Return facilitators x patterns: 1 where the pattern is the facilitator's."""
        ones = np.ones(len(self))
        return sp.csc_array(
            (ones, (self.facilitators, np.arange(len(self)))), shape=(facilitators, len(self))
        )


def no_patterns() -> Patterns:
    """Return an empty list of patterns."""
    return Patterns(np.empty((0, 1), dtype=np.int64), np.empty(0, dtype=np.int64), np.empty(0))


def widened(parts: Sequence[Patterns]) -> Patterns:
    """Return the patterns of all parts in one table."""
    parts = [no_patterns(), *parts]
    width = max(part.visits.shape[1] for part in parts)
    wide = [
        np.pad(part.visits, ((0, 0), (width - part.visits.shape[1], 0)), constant_values=NONE)
        for part in parts
    ]
    return Patterns(
        np.concatenate(wide),
        np.concatenate([part.facilitators for part in parts]),
        np.concatenate([part.travel for part in parts]),
    )


def merged(parts: Sequence[Patterns]) -> Patterns:
    """Return the patterns of all parts, each set of visits of a facilitator once, at its cheapest."""
    everything = widened(parts)
    order = np.lexsort((everything.travel, *everything.visits.T, everything.facilitators))
    everything = everything.take(order)
    key = np.column_stack([everything.visits, everything.facilitators])
    new = np.ones(len(order), dtype=bool)
    new[1:] = (key[1:] != key[:-1]).any(axis=1)
    return everything.take(new)


def held_patterns(problem: VisitProblem, schedule: Schedule) -> Patterns:
    """Return the days of a schedule as patterns, in the order of its groups."""
    parts = []
    for (facilitator, _), group in schedule.groups().items():
        found = cheapest_round(problem, facilitator, group)
        travel = problem.weights.travel_minutes * found.minutes if found else np.inf
        parts.append(Patterns(np.array([group]), np.array([facilitator]), np.array([travel])))
    return widened(parts)
