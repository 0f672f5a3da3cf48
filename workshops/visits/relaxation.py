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
from dataclasses import dataclass, replace

import numpy as np
import scipy.sparse as sp

from workshops.visits.patterns import Patterns, merged, no_patterns
from workshops.visits.problem import VisitProblem
from workshops.visits.programme import blocks, solve_relaxed
from workshops.visits.search import SEQUENCES_AT_MOST, DayPatterns, Search
from workshops.visits.travel import Floats

_TOLERANCE = 1e-7
_COLUMNS_A_VISIT = 8
_FIRST_SCALE = 0.6  # share of the cheapest lone trip at which the first prices start: few, good patterns
_LONE_TRIPS = 3
_SEQUENCES_A_ROUND = 2000
_LOWERED_AT_MOST = 2000
_CLOSE_ENOUGH = 1e-4
_CLOSE_ENOUGH_OF_MANY = 1e-3
_POOL_A_VISIT = 12
_MANY_VISITS = 1_000
_SCALES = np.linspace(0.5, 0.98, 9)


@dataclass(frozen=True, eq=False)
class Relaxation:
    """A lower bound on every schedule's cost, the prices that prove it, and the patterns that led there."""

    bound: float
    worth: Floats
    rents: Floats
    pool: Patterns


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
    worth = np.minimum(patterns.alone.min(axis=1, initial=np.inf), out) * _FIRST_SCALE
    best = Relaxation(0.0, worth, np.zeros(len(patterns.problem.facilitators)), lone_trips(patterns))
    pool, rents, most, value = best.pool, best.rents, _SEQUENCES_A_ROUND, np.inf
    close_enough = _CLOSE_ENOUGH_OF_MANY if patterns.is_restricted else _CLOSE_ENOUGH
    while time_left() > 0:
        found = _search_each(patterns, worth, rents, most, time_left)
        proofs = _proofs(patterns, worth, rents, found)
        best = replace(max(best, *proofs, key=lambda proof: proof.bound), pool=pool)
        if best.bound >= value * (1 - close_enough):
            break
        new = _most_negative(patterns, merged([search.patterns for search in found]), worth, rents)
        known, pool = len(pool), merged([pool, new])
        if len(pool) > known or np.isinf(value):
            pool = _cheapest(patterns, pool, worth, rents, _POOL_A_VISIT * len(worth))
            worth, rents = _solve(patterns, pool, out)
            value = float(worth.sum() - rents @ days_at_most(patterns.problem))
        elif most == SEQUENCES_AT_MOST or all(search.is_complete for search in found):
            break
        else:
            most = SEQUENCES_AT_MOST
    if best.bound <= 0.0 and len(worth) < _MANY_VISITS:
        best = replace(_scaled(patterns, worth, best), pool=pool)
    return best


def _search_each(
    patterns: DayPatterns, worth: Floats, rents: Floats, most: int, time_left: Callable[[], float]
) -> list[Search]:
    """Return what each facilitator's patterns below their price are, nothing once time is over."""

    def task(number: int) -> Search:
        if time_left() <= 0:
            return Search(no_patterns(), -np.inf, is_complete=False)
        return _search(patterns, number, worth, -_TOLERANCE - rents[number], most)

    return patterns.for_each(task)


def prove_for_all(patterns: DayPatterns, relaxation: Relaxation, time_left: Callable[[], float]) -> float:
    """Return the bound that the prices of a search among nearest facilitators prove for all of them.

    The patterns that were never looked at are searched now, those of each facilitator with every visit that
    they could hold; where one falls below its price, the price of a visit in it is lowered.
    """
    problem, worth = patterns.problem, relaxation.worth
    penalties = np.where(problem.open_days, problem.visits.penalties, np.inf).min(axis=1, initial=np.inf)
    beside = np.where(np.isfinite(penalties), penalties * problem.weights.day_penalty, 0.0)

    def task(number: int) -> Search:
        if time_left() <= 0:
            return Search(no_patterns(), -np.inf, is_complete=False)
        return patterns.search_all(number, worth - beside, -_TOLERANCE - relaxation.rents[number])

    found = patterns.for_each(task)
    if not all(search.is_complete for search in found):
        return 0.0
    below = merged([search.patterns for search in found])
    costs = below.travel + below.sums(beside) + relaxation.rents[below.facilitators]
    lowered = _lowered(worth, below, costs)
    return float(lowered.sum() - (days_at_most(problem) * (relaxation.rents + _TOLERANCE)).sum())


def near_patterns(patterns: DayPatterns, relaxation: Relaxation, slack: float, most: int) -> Patterns:
    """Return the patterns of smallest reduced cost, up to the slack, with a lone trip for every visit.

    A schedule that costs less than the bound and the slack has no pattern with a larger reduced cost.
    """
    worth, rents = relaxation.worth, relaxation.rents
    found = patterns.for_each(lambda number: _search(patterns, number, worth, slack - rents[number]).patterns)
    near = _cheapest(patterns, merged(found), worth, rents, most)
    return merged([near, lone_trips(patterns)])


def _cheapest(patterns: DayPatterns, found: Patterns, worth: Floats, rents: Floats, most: int) -> Patterns:
    """Return the patterns of smallest reduced cost, all when they are few enough."""
    if len(found) <= most:
        return found
    reduced = patterns.costs(found) - found.sums(worth) + rents[found.facilitators]
    return found.take(np.argpartition(reduced, most)[:most])


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
    if np.isneginf(cheapest).any():
        return -np.inf
    return float(worth.sum() + (days_at_most(patterns.problem) * cheapest).sum())


def _proofs(
    patterns: DayPatterns, worth: Floats, rents: Floats, found: Sequence[Search]
) -> Iterator[Relaxation]:
    """Yield what these prices prove, and what they prove once lowered where patterns fall below them."""
    yield Relaxation(_bound(patterns, worth, found), worth, rents, no_patterns())
    below = merged([search.patterns for search in found])
    if 0 < len(below) <= _LOWERED_AT_MOST:
        lowered = _lowered(worth, below, patterns.costs(below) + rents[below.facilitators])
        yield Relaxation(_bound(patterns, lowered, found), lowered, rents, no_patterns())


def _lowered(worth: Floats, below: Patterns, costs: Floats) -> Floats:
    """Return prices at which none of the patterns is worth more than it costs.

    Lowering the dearest visit of a pattern costs the bound once, not once a day of its facilitator.
    """
    lowered = worth.copy()
    for visits, cost in zip(below.visits, costs.tolist(), strict=True):
        members = visits[visits >= 0]
        dearest = members[np.argmax(lowered[members])]
        lowered[dearest] -= max(0.0, float(lowered[members].sum()) - cost)
    return lowered


def _scaled(patterns: DayPatterns, worth: Floats, best: Relaxation) -> Relaxation:
    """Return the best bound of these prices made smaller, for when they are not yet those of an optimum."""
    people = range(len(patterns.problem.facilitators))
    for scale in _SCALES:
        prices = worth * scale
        lowest = [patterns.lowest(number, prices - patterns.extra[:, number]) for number in people]
        bound = _bound(patterns, prices, [Search(no_patterns(), one, is_complete=True) for one in lowest])
        if bound > best.bound:
            best = Relaxation(bound, prices, np.zeros(len(people)), best.pool)
    return best


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
    relaxed = solve_relaxed(costs, covers, limits, days_at_most(patterns.problem))
    return np.minimum(relaxed.worth, out), relaxed.rents
