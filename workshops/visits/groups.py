"""Who holds which visits together: the integer programme over (pattern, facilitator), dates left out."""

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from workshops.visits.patterns import Patterns
from workshops.visits.problem import NONE, VisitProblem
from workshops.visits.programme import Rows, at_most, best_choice, blocks
from workshops.visits.relaxation import days_at_most, leaving_out
from workshops.visits.search import DayPatterns
from workshops.visits.travel import Integers


@dataclass(frozen=True, eq=False)
class Grouping:
    """Groups of visits, each with its facilitator, and their cost before days are chosen."""

    groups: Patterns
    cost: float


def choose_groups(patterns: DayPatterns, chosen: Patterns, time_limit: float, gap: float) -> Grouping | None:
    """Choose among candidate patterns so that every visit is held once: travel, penalties, one facilitator.

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
    visits = len(problem.visits)
    covers, days = chosen.incidence(visits), chosen.days_out(len(problem.facilitators))
    changes, seconds = _changes_of_facilitator(problem, chosen)
    out = np.where(problem.visits.fixed_days < 0, leaving_out(patterns), 0.0)
    nothing = sp.csc_array((len(days_at_most(problem)), visits + len(seconds)))
    held = Rows(
        blocks([[covers, sp.eye_array(visits), sp.csc_array((visits, len(seconds)))]]),
        np.ones(visits),
        np.ones(visits),
    )
    limits = at_most(blocks([[days, nothing]]), days_at_most(problem))
    kept = at_most(
        blocks([[changes, -sp.eye_array(visits, format="csr")[seconds], -sp.eye_array(len(seconds))]]),
        np.zeros(len(seconds)),
    )
    costs = np.concatenate(
        [patterns.costs(chosen), out, np.full(len(seconds), problem.weights.second_facilitator)]
    )
    x = best_choice(
        costs,
        [held, limits, kept],
        np.concatenate([np.ones(len(chosen)), problem.visits.fixed_days < 0, np.ones(len(seconds))]),
        whole=len(chosen),
        time_limit=time_limit,
        gap=gap,
    )
    if x is None:
        return None
    return Grouping(chosen.take(np.flatnonzero(x[: len(chosen)])), float(costs @ x))


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
