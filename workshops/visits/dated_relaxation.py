"""The linear relaxation over (pattern, facilitator, day): the bound that knows dates, for scarce days.

Only columns with a negative reduced cost are ever made: patterns are searched with what each visit gains on
its best day, a bound on every day, and then laid on the days. The bound is Lagrangian as in `relaxation`:
worked out from the prices, clipped to what the columns for unscheduled visits and broken ties allow.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from workshops.visits.dated import Columns, Dated, Prices, distinct, joined
from workshops.visits.programme import blocks, solve_relaxed
from workshops.visits.relaxation import days_at_most, leaving_out
from workshops.visits.search import SEQUENCES_AT_MOST

_TOLERANCE = 1e-7
_COLUMNS_A_ROUND = 20_000


@dataclass(frozen=True, eq=False)
class DatedRelaxation:
    """A lower bound on every schedule's cost, and the prices that prove it."""

    bound: float
    prices: Prices


@dataclass(frozen=True, eq=False)
class _Round:
    """What one search of all facilitators found with some prices."""

    columns: Columns
    bound: float


def relax_dated(dated: Dated, columns: Columns, time_left: Callable[[], float]) -> DatedRelaxation | None:
    """Solve the relaxation by column generation from some columns on; None when time allows no bound.

    Parameters
    ----------
    dated
        The columns of the problem and their rows.
    columns
        What to start from, such as the patterns of the relaxation without dates.
    time_left
        Tells how many seconds are left.
    """
    best: DatedRelaxation | None = None
    while time_left() > 0:
        prices = _solve(dated, columns)
        found = _search(dated, prices)
        if best is None or found.bound > best.bound:
            best = DatedRelaxation(found.bound, prices)
        known, columns = len(columns), distinct(joined([columns, found.columns]))
        if len(columns) == known:
            break
    return best


def near_columns(dated: Dated, prices: Prices, slack: float, most: int) -> Columns:
    """Return the columns of smallest reduced cost, up to the slack."""
    people = range(len(dated.problem.facilitators))
    found = joined([_near(dated, number, prices, slack, most)[0] for number in people])
    return dated.cheapest(found, prices, most)


def _near(
    dated: Dated, facilitator: int, prices: Prices, slack: float, most: int = SEQUENCES_AT_MOST
) -> tuple[Columns, float]:
    """Return a facilitator's columns up to the slack, and a bound on the other patterns without rent."""
    days = dated.problem.facilitators.available[facilitator]
    rent = float(prices.rents[facilitator, days].min(initial=np.inf))
    search = dated.patterns.search(facilitator, dated.gain(facilitator, prices), slack - rent, most)
    return dated.on_days(search.patterns, prices, slack), search.rest


def _search(dated: Dated, prices: Prices) -> _Round:
    """Return the columns of negative reduced cost, and the bound of the prices."""
    bound, parts = float(prices.worth.sum()), []
    for facilitator, most in enumerate(days_at_most(dated.problem).astype(int).tolist()):
        columns, rest = _near(dated, facilitator, prices, -_TOLERANCE)
        rents = prices.rents[facilitator]
        cheapest = np.minimum(-_TOLERANCE - rents, rest)
        np.minimum.at(cheapest, columns.days, dated.reduced(columns, prices) - rents[columns.days])
        days = cheapest[dated.problem.facilitators.available[facilitator]]
        bound += float(np.sort(np.minimum(days, 0.0))[:most].sum())
        parts.append(columns)
    return _Round(dated.cheapest(joined(parts), prices, _COLUMNS_A_ROUND), bound)


def _solve(dated: Dated, columns: Columns) -> Prices:
    """Return the prices of the linear programme over these columns, clipped to what is valid for all."""
    problem, out, weights = dated.problem, leaving_out(dated.patterns), dated.tie_weights
    visits, people, days = len(problem.visits), len(problem.facilitators), len(problem.days)
    held, full = columns.patterns.incidence(visits), dated.limits(columns)
    covers = blocks([[held, sp.eye_array(visits), sp.csc_array((visits, len(weights)))]])
    nothing = sp.csc_array((full.shape[0], visits + len(weights)))
    limits = sp.vstack([sp.hstack([full, nothing]), dated.ties(columns)])
    relaxed = solve_relaxed(
        np.concatenate([columns.costs, out, weights]),
        covers,
        sp.csc_array(limits),
        np.concatenate([dated.most, np.zeros(len(weights))]),
    )
    rents, out_rents, broken = np.split(relaxed.rents, np.cumsum([len(dated.free_days), people]))
    broken = np.minimum(broken, weights)
    apart, other = np.split(broken, [len(dated.far_apart)])
    tied = np.zeros(visits)
    np.add.at(tied, np.concatenate([dated.far_apart.seconds, dated.second_facilitator.seconds]), broken)
    day_rents = np.zeros(people * days)
    day_rents[dated.free_days] = rents
    return Prices(
        worth=np.minimum(relaxed.worth, out - tied),
        by_day=-(apart @ dated.far_apart.cells).reshape(visits, days),
        by_facilitator=-(other @ dated.second_facilitator.cells).reshape(visits, people),
        rents=day_rents.reshape(people, days) + out_rents[:, None],
    )
