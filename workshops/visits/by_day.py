"""The best schedule over (pattern, facilitator, day): a relaxation that knows dates, then columns near it."""

import math

from workshops.visits.dated import Columns, Dated
from workshops.visits.dated_choice import MoveLimit, choose_columns
from workshops.visits.dated_relaxation import near_columns, relax_dated
from workshops.visits.outcome import Clock, Outcome, Progress, Reporter
from workshops.visits.patterns import Patterns
from workshops.visits.relaxation import Relaxation

_SLACKS = (10.0, 40.0, math.inf)
_ROUNDING = 1e-6
_GAP = 5e-4
COLUMNS_AT_MOST = 30_000
_FEW_COLUMNS = 3_000
_SHARE_FOR_BOUND = 0.5
_SHARE_OF_REST = 0.9


def settle_dates(dated: Dated, groups: Patterns, best: Outcome, time_left: Clock) -> Outcome:
    """Return the best of a schedule and that of these groups on their best days, every term considered."""
    columns = dated.on_all_days(groups)
    found = choose_columns(dated, columns, time_limit=_SHARE_FOR_BOUND * time_left(), gap=_GAP)
    return best if found is None else best.improved(found)


def improve_by_day(
    dated: Dated,
    best: Outcome,
    first: Columns,
    *,
    time_left: Clock,
    tell: Reporter = lambda _: None,
    limit: MoveLimit | None = None,
) -> Outcome:
    """Return the best of a schedule and those found over (pattern, facilitator, day), with the higher bound.

    Parameters
    ----------
    dated
        The columns of the problem.
    best
        What is known before.
    first
        Columns to start the column generation from.
    time_left, tell
        The clock, and who is told of progress.
    limit
        How many visits may move, if that is limited.
    """
    kept = (1 - _SHARE_FOR_BOUND) * time_left()
    relaxation = relax_dated(dated, first, lambda: time_left() - kept)
    if relaxation is None:
        return best
    best = best.raised(relaxation.bound)
    tell(Progress("relaxation with dates", best.cost, best.bound))
    for slack in _SLACKS:
        if best.is_optimal or time_left() <= 0:
            break
        wanted = min(slack, best.cost - relaxation.bound + _ROUNDING)
        columns = near_columns(dated, relaxation.prices, wanted, COLUMNS_AT_MOST)
        gap = 0.0 if len(columns) <= _FEW_COLUMNS else _GAP
        seconds = _SHARE_OF_REST * time_left()
        found = choose_columns(dated, columns, time_limit=seconds, gap=gap, limit=limit)
        if found is not None:
            best = best.improved(found)
        tell(Progress("columns with dates", best.cost, best.bound))
        if best.cost - relaxation.bound <= slack:
            break
    return best


def cheapest_days(dated: Dated, found: Patterns, relaxation: Relaxation) -> Columns:
    """Return patterns on the days that cost least at the prices of a relaxation without dates."""
    columns, prices = dated.on_all_days(found), dated.prices(relaxation.worth, relaxation.rents)
    return dated.cheapest(columns, prices, COLUMNS_AT_MOST)
