"""The linear relaxation over (pattern, facilitator): a proven lower bound, and what each visit is worth.

Dates are left out but for what no date can avoid, and so are the terms between two visits of a school; both
only add cost. Hence every dual price is a bound on the whole problem: for prices p of the visits, no
schedule costs less than sum(p) minus, for each facilitator, the days there are times the most by which any
pattern falls below its price. The prices come from column generation; the bound is worked out here from the
prices and an exhaustive search, never taken from the solver, and stays valid where the search stopped early.

References
----------
M. Lübbecke, J. Desrosiers (2005), "Selected topics in column generation", Operations Research 53: 1007-1023.
A. Farley (1990), "A note on bounding a class of linear programming problems", Operations Research 38:
922-923.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from workshops.visits.patterns import Patterns, merged, no_patterns
from workshops.visits.problem import VisitProblem
from workshops.visits.programme import blocks, dual_prices
from workshops.visits.search import SEQUENCES_AT_MOST, DayPatterns, Search
from workshops.visits.travel import Floats

_TOLERANCE = 1e-7
_COLUMNS_A_VISIT = 8
_FIRST_SCALE = 0.6  # share of the cheapest lone trip at which the first prices start: few, good patterns
_LONE_TRIPS = 3
_SEQUENCES_A_ROUND = 2000
_LOWERED_AT_MOST = 2000
_CLOSE_ENOUGH = 1e-4
_SCALES = np.linspace(0.5, 0.98, 9)


@dataclass(frozen=True, eq=False)
class Relaxation:
    """A lower bound on every schedule's cost, and the prices that prove it."""

    bound: float
    worth: Floats
    rents: Floats


def days_at_most(problem: VisitProblem) -> Floats:
    """Return how many days each facilitator can be out."""
    people = problem.facilitators
    most: Floats = np.minimum(people.max_days, people.available.sum(axis=1)).astype(float)
    return most


def leaving_out(patterns: DayPatterns) -> Floats:
    """Return what it costs not to schedule each visit; for a fixed one more than anything else."""
    problem = patterns.problem
    cost = problem.visits.priorities * problem.weights.unscheduled
    trips = patterns.alone[np.isfinite(patterns.alone)]
    dear = 10 * (1.0 + max(cost.max(initial=0.0), trips.max(initial=0.0)))
    return np.where(problem.visits.fixed_days >= 0, dear, cost)


def relax(patterns: DayPatterns, time_left: Callable[[], float]) -> Relaxation:
    """Solve the relaxation by column generation until no pattern is left to add, or the time is over.

    Parameters
    ----------
    patterns
        The patterns of the problem.
    time_left
        Tells how many seconds are left.
    """
    out = leaving_out(patterns)
    pool = lone_trips(patterns)
    worth = np.minimum(patterns.alone.min(axis=1, initial=np.inf), out) * _FIRST_SCALE
    rents = np.zeros(len(patterns.problem.facilitators))
    best, most, value = Relaxation(0.0, worth, rents), _SEQUENCES_A_ROUND, np.inf
    while time_left() > 0:
        found = [
            _search(patterns, number, worth, -_TOLERANCE - rent, most) for number, rent in enumerate(rents)
        ]
        best = max(best, *_proofs(patterns, worth, rents, found), key=lambda proof: proof.bound)
        new = _most_negative(patterns, merged([search.patterns for search in found]), worth, rents)
        known, pool = len(pool), merged([pool, new])
        if best.bound >= value * (1 - _CLOSE_ENOUGH):
            return best
        if len(pool) > known or np.isinf(value):
            worth, rents = _solve(patterns, pool, out)
            value = float(worth.sum() - rents @ days_at_most(patterns.problem))
        elif most == SEQUENCES_AT_MOST or all(search.is_complete for search in found):
            return best
        else:
            most = SEQUENCES_AT_MOST
    return max(best, _scaled(patterns, worth), key=lambda proof: proof.bound)


def near_patterns(patterns: DayPatterns, relaxation: Relaxation, slack: float, most: int) -> Patterns:
    """Return the patterns of smallest reduced cost, up to the slack, with a lone trip for every visit.

    A schedule that costs less than the bound and the slack has no pattern with a larger reduced cost.
    """
    worth, rents = relaxation.worth, relaxation.rents
    found = [_search(patterns, number, worth, slack - rent).patterns for number, rent in enumerate(rents)]
    near = merged(found)
    if len(near) > most:
        reduced = patterns.costs(near) - near.sums(worth) + rents[near.facilitators]
        near = near.take(np.argpartition(reduced, most)[:most])
    return merged([near, lone_trips(patterns)])


def lone_trips(patterns: DayPatterns) -> Patterns:
    """Return each visit alone with those who are cheapest for it, and the fixed days as they are."""
    nearest = np.argsort(patterns.alone, axis=1)[:, :_LONE_TRIPS]
    visits, place = np.nonzero(np.isfinite(np.take_along_axis(patterns.alone, nearest, axis=1)))
    facilitators = nearest[visits, place]
    travel = (patterns.out + patterns.back)[visits, facilitators]
    alone = Patterns(visits[:, None], facilitators, travel)
    return merged([alone.take(patterns.company[visits] == 0), patterns.fixed()])


def _search(
    patterns: DayPatterns, facilitator: int, worth: Floats, slack: float, most: int = SEQUENCES_AT_MOST
) -> Search:
    return patterns.search(facilitator, worth - patterns.extra[:, facilitator], slack, most)


def _bound(patterns: DayPatterns, worth: Floats, found: Sequence[Search]) -> float:
    """Return the Lagrangian bound of these prices from what the searches found and could not have missed."""
    cheapest = [
        min(search.rest, (patterns.costs(search.patterns) - search.patterns.sums(worth)).min(initial=0.0))
        for search in found
    ]
    return float(worth.sum() + (days_at_most(patterns.problem) * cheapest).sum())


def _proofs(
    patterns: DayPatterns, worth: Floats, rents: Floats, found: Sequence[Search]
) -> Iterator[Relaxation]:
    """Yield what these prices prove, and what they prove once lowered where patterns fall below them.

    Lowering the dearest visit of each such pattern costs the bound once, not once a day of the facilitator.
    """
    yield Relaxation(_bound(patterns, worth, found), worth, rents)
    below = merged([search.patterns for search in found])
    if 0 < len(below) <= _LOWERED_AT_MOST:
        lowered = worth.copy()
        costs = patterns.costs(below) + rents[below.facilitators]
        for visits, cost in zip(below.visits, costs.tolist(), strict=True):
            members = visits[visits >= 0]
            dearest = members[np.argmax(lowered[members])]
            lowered[dearest] -= max(0.0, float(lowered[members].sum()) - cost)
        yield Relaxation(_bound(patterns, lowered, found), lowered, rents)


def _scaled(patterns: DayPatterns, worth: Floats) -> Relaxation:
    """Return the best bound of these prices made smaller, for when they are not yet those of an optimum."""
    people = range(len(patterns.problem.facilitators))
    trials = []
    for scale in _SCALES:
        prices = worth * scale
        lowest = [patterns.lowest(number, prices - patterns.extra[:, number]) for number in people]
        bound = _bound(
            patterns, prices, [Search(no_patterns(), number, is_complete=True) for number in lowest]
        )
        trials.append(Relaxation(bound, prices, np.zeros(len(people))))
    return max(trials, key=lambda relaxation: relaxation.bound)


def _most_negative(patterns: DayPatterns, found: Patterns, worth: Floats, rents: Floats) -> Patterns:
    """Return as many of the patterns as one linear programme should get, the best for their price first."""
    most = _COLUMNS_A_VISIT * len(worth)
    if len(found) <= most:
        return found
    ratio = (patterns.costs(found) + rents[found.facilitators]) / np.maximum(found.sums(worth), _TOLERANCE)
    return found.take(np.argpartition(ratio, most)[:most])


def _solve(patterns: DayPatterns, pool: Patterns, out: Floats) -> tuple[Floats, Floats]:
    """Return the prices of the visits and of a day of each facilitator with the patterns of the pool."""
    visits, facilitators = len(out), len(patterns.problem.facilitators)
    covers = blocks([[pool.incidence(visits), sp.eye_array(visits)]])
    limits = blocks([[pool.days_out(facilitators), sp.csc_array((facilitators, visits))]])
    costs = np.concatenate([patterns.costs(pool), out])
    worth, rents = dual_prices(costs, covers, limits, days_at_most(patterns.problem))
    return np.minimum(worth, out), rents
