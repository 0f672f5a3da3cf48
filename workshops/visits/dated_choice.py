"""The integer programme over (pattern, facilitator, day): every term of the cost is exact in it."""

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from workshops.visits.dated import Columns, Dated, school_days
from workshops.visits.problem import Booleans
from workshops.visits.programme import Rows, at_most, best_choice, blocks
from workshops.visits.relaxation import leaving_out
from workshops.visits.schedule import Schedule
from workshops.visits.travel import Floats

_NEEDLESS = 1e-3  # of two schedules at one cost, that with fewer moves


@dataclass(frozen=True, eq=False)
class MoveLimit:
    """At most so many of the movable visits may leave their place in a schedule; none may be left out."""

    schedule: Schedule
    movable: Booleans
    most: int

    def moves(self, columns: Columns) -> Floats:
        """Return how many movable visits each column holds elsewhere than the schedule does."""
        visits = columns.patterns.visits
        days, people = self.schedule.days[visits], self.schedule.facilitators[visits]
        stays = (days == columns.days[:, None]) & (people == columns.patterns.facilitators[:, None])
        moves: Floats = ((visits >= 0) & self.movable[visits] & ~stays).sum(axis=1).astype(float)
        return moves


def choose_columns(
    dated: Dated, columns: Columns, *, time_limit: float, gap: float, limit: MoveLimit | None = None
) -> Schedule | None:
    """Return the best schedule found of these columns, or None when none was found in time.

    Parameters
    ----------
    dated
        The rows of the problem.
    columns
        The candidates.
    time_limit
        Seconds; the best schedule so far counts then.
    gap
        Relative gap at which the integer programme may stop.
    limit
        How many visits may move, if that is limited.
    """
    problem, visits, weights = dated.problem, len(dated.problem.visits), dated.tie_weights
    may_be_left, moves = problem.visits.fixed_days < 0, np.zeros(len(columns))
    if limit:
        may_be_left, moves = may_be_left & ~limit.movable, limit.moves(columns)
    nothing = sp.csc_array((visits, len(weights)))
    held = blocks([[columns.patterns.incidence(visits), sp.eye_array(visits), nothing]])
    full = sp.vstack(
        [
            dated.limits(columns),
            school_days(problem) @ dated.visit_days(columns),
            sp.csc_array(moves[None, :]),
        ]
    )
    most = np.ones(full.shape[0])
    most[: len(dated.most)], most[-1] = dated.most, limit.most if limit else 0.0
    x = best_choice(
        np.concatenate(
            [columns.costs + _NEEDLESS * moves, leaving_out(dated.patterns) * may_be_left, weights]
        ),
        [
            Rows(held, np.ones(visits), np.ones(visits)),
            at_most(blocks([[full, sp.csc_array((full.shape[0], visits + len(weights)))]]), most),
            at_most(dated.ties(columns), np.zeros(len(weights))),
        ],
        np.concatenate([np.ones(len(columns)), may_be_left, np.ones(len(weights))]),
        whole=len(columns),
        time_limit=time_limit,
        gap=gap,
    )
    return None if x is None else columns.take(np.flatnonzero(x[: len(columns)])).schedule(problem)
