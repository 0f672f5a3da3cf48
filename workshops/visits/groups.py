"""Who holds which visits together: the integer programme over (pattern, facilitator), dates left out."""

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from workshops.visits.patterns import Patterns
from workshops.visits.problem import NONE, VisitProblem
from workshops.visits.programme import Matrix, Rows, at_most, best_choice, blocks, solve_relaxed
from workshops.visits.relaxation import days_at_most, leaving_out
from workshops.visits.search import DayPatterns
from workshops.visits.travel import Floats, Integers

_MANY_VISITS = 1_900
_WHOLE = 1 - 1e-6


@dataclass(frozen=True, eq=False)
class Grouping:
    """Groups of visits, each with its facilitator, and their cost before days are chosen."""

    groups: Patterns
    cost: float


def choose_groups(patterns: DayPatterns, chosen: Patterns, time_limit: float, gap: float) -> Grouping | None:
    """Choose among candidate patterns so that every visit is held once: travel, penalties, one facilitator.

    Where there are many visits, what the linear programme already takes whole is taken first.

    Parameters
    ----------
    patterns
        The patterns of the problem.
    chosen
        The candidates.
    time_limit
        Seconds; the best plan so far counts then.
    gap
        Relative gap at which the integer programme may stop.
    """
    problem = patterns.problem
    visits, most = len(problem.visits), days_at_most(problem)
    covers, days = chosen.incidence(visits), chosen.days_out(len(problem.facilitators))
    changes, seconds = _changes_of_facilitator(problem, chosen)
    may_be_left = problem.visits.fixed_days < 0
    costs = np.concatenate(
        [
            patterns.costs(chosen),
            leaving_out(patterns) * may_be_left,
            np.full(len(seconds), problem.weights.second_facilitator),
        ]
    )
    kept = blocks([[changes, -sp.eye_array(visits, format="csr")[seconds], -sp.eye_array(len(seconds))]])
    held = blocks([[covers, sp.eye_array(visits), sp.csc_array((visits, len(seconds)))]])
    limits = blocks([[days, sp.csc_array((len(most), visits + len(seconds)))]])
    x = best_choice(
        costs,
        [
            Rows(held, np.ones(visits), np.ones(visits)),
            at_most(limits, most),
            at_most(kept, np.zeros(len(seconds))),
        ],
        np.concatenate([np.ones(len(chosen)), may_be_left, np.ones(len(seconds))]),
        _decided(costs, held, limits, kept, most) if visits > _MANY_VISITS else 0.0,
        whole=len(chosen),
        time_limit=time_limit,
        gap=gap,
    )
    if x is None:
        return None
    return Grouping(chosen.take(np.flatnonzero(x[: len(chosen)])), float(costs @ x))


def _decided(costs: Floats, held: Matrix, limits: Matrix, kept: Matrix, most: Floats) -> Floats:
    """Return 1 for the patterns that the linear programme takes whole, else 0."""
    rows = blocks([[limits], [kept]])
    taken = solve_relaxed(costs, held, rows, np.concatenate([most, np.zeros(kept.shape[0])])).x > _WHOLE
    # Covering a visit twice costs a linear programme nothing where two trips cost the same.
    twice = held @ taken > 1
    decided = taken & ~(held.T @ twice > 0)
    decided[len(costs) - held.shape[0] - kept.shape[0] :] = False
    return decided.astype(float)


def greedy_groups(patterns: DayPatterns, pool: Patterns) -> Grouping:
    """Choose groups one by one for when time is over: fixed ones, then the cheapest for their visits."""
    alone = np.minimum(patterns.alone.min(axis=1, initial=np.inf), leaving_out(patterns))
    costs = patterns.costs(pool)
    free, days = np.ones(len(alone) + 1, dtype=bool), days_at_most(patterns.problem)
    taken = []
    is_free = pool.sums((patterns.company > 0).astype(float)) == 0
    for row in np.lexsort((costs / np.maximum(pool.sums(alone), 1.0), is_free)).tolist():
        visits, facilitator = pool.visits[row], pool.facilitators[row]
        if days[facilitator] >= 1 and free[visits].all():
            free[visits[visits >= 0]] = False
            days[facilitator] -= 1
            taken.append(row)
    return Grouping(pool.take(np.array(taken, dtype=np.int64)), float(costs[taken].sum()))


def _changes_of_facilitator(problem: VisitProblem, chosen: Patterns) -> tuple[sp.csc_array, Integers]:
    """Return rows that are 1 when a facilitator has the first visit of a pair and not the second.

    A row a pair and facilitator, a column a pattern; and the second visit of each row's pair.
    """
    count = len(problem.facilitators)
    pair_of = np.full((2, len(problem.visits) + 1), NONE)
    for role in (0, 1):
        pair_of[role, problem.pairs[:, role]] = np.arange(len(problem.pairs))
    entries = []
    for role in (0, 1):
        column, place = np.nonzero(pair_of[role, chosen.visits] >= 0)
        pair = pair_of[role, chosen.visits[column, place]]
        entries.append((pair * count + chosen.facilitators[column], column))
    (first, first_column), (second, second_column) = entries
    keys = np.unique(first)
    row = np.searchsorted(keys, second)
    known = np.isin(second, keys)
    matrix = sp.csc_array(
        (
            np.concatenate([np.ones(len(first)), -np.ones(known.sum())]),
            (
                np.concatenate([np.searchsorted(keys, first), row[known]]),
                np.concatenate([first_column, second_column[known]]),
            ),
        ),
        shape=(len(keys), len(chosen)),
    )
    return matrix, problem.pairs[keys // count, 1]
