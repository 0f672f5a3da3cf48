"""The integer programme over (pattern, facilitator, day): every term of the cost is exact in it."""

import numpy as np
import scipy.sparse as sp

from workshops.visits.dated import Columns, Dated, school_days
from workshops.visits.programme import Rows, at_most, best_choice, blocks
from workshops.visits.relaxation import days_at_most, leaving_out
from workshops.visits.schedule import Schedule


def choose_columns(dated: Dated, columns: Columns, *, time_limit: float, gap: float) -> Schedule | None:
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
    """
    problem = dated.problem
    visits, people = len(problem.visits), len(problem.facilitators)
    far, second = dated.far_apart, dated.second_facilitator
    visit_days = dated.visit_days(columns)
    free = np.flatnonzero(problem.facilitators.available.ravel())
    limits = sp.vstack(
        [
            dated.facilitator_days(columns).tocsr()[free],
            columns.patterns.days_out(people),
            school_days(problem) @ visit_days,
        ]
    )
    most = np.concatenate(
        [np.ones(len(free)), days_at_most(problem), np.ones(limits.shape[0] - len(free) - people)]
    )
    ties = blocks(
        [
            [far.cells @ visit_days, far.unless_left_out(visits), -sp.eye_array(len(far)), None],
            [
                second.cells @ dated.visit_facilitators(columns),
                second.unless_left_out(visits),
                None,
                -sp.eye_array(len(second)),
            ],
        ]
    )
    tied = len(far) + len(second)
    held = blocks([[columns.patterns.incidence(visits), sp.eye_array(visits), sp.csc_array((visits, tied))]])
    out = np.where(problem.visits.fixed_days < 0, leaving_out(dated.patterns), 0.0)
    x = best_choice(
        np.concatenate(
            [columns.costs, out, np.full(len(far), far.weight), np.full(len(second), second.weight)]
        ),
        [
            Rows(held, np.ones(visits), np.ones(visits)),
            at_most(blocks([[limits, sp.csc_array((limits.shape[0], visits + tied))]]), most),
            at_most(ties, np.zeros(tied)),
        ],
        np.concatenate([np.ones(len(columns)), problem.visits.fixed_days < 0, np.ones(tied)]),
        whole=len(columns),
        time_limit=time_limit,
        gap=gap,
    )
    return None if x is None else columns.take(np.flatnonzero(x[: len(columns)])).schedule(problem)
