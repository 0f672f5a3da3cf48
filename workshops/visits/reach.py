"""What every search asks again and again: who reaches what, at what cost, and what can follow what."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import numpy.typing as npt

from workshops.visits.problem import Booleans, VisitProblem
from workshops.visits.travel import Floats, Integers

Bits = npt.NDArray[np.uint64]
Legs = npt.NDArray[np.int16]
NEVER = 32767  # longer than any school day, so such a leg cannot be driven between two visits of one
_ROWS_AT_ONCE = 400
_THREADS = 2


def pack_days(days: Booleans) -> Bits:
    """Return rows of days as rows of 64-bit words, so that common days cost one `and`."""
    packed = np.packbits(days, axis=1)
    padded = np.pad(packed, ((0, 0), (0, -packed.shape[1] % 8)))
    return np.ascontiguousarray(padded).view(np.uint64)


def nearest_facilitators(problem: VisitProblem, count: int) -> Booleans:
    """Return visits x facilitators: the nearest of those who can hold each visit, and who had it before."""
    able, visits = problem.can_serve, np.arange(len(problem.visits))
    if count >= able.shape[1]:
        return able
    way = np.where(able, problem.minutes_from_base + problem.minutes_to_base, np.iinfo(np.int64).max)
    near = np.zeros_like(able)
    near[visits[:, None], np.argpartition(way, count, axis=1)[:, :count]] = True
    had = np.flatnonzero(problem.visits.previous_facilitators >= 0)
    near[had, problem.visits.previous_facilitators[had]] = True
    return near & able


def unavoidable(problem: VisitProblem, pairs: Booleans) -> Floats:
    """Return visits x facilitators: what the visit costs with the facilitator whatever the day.

    The smallest penalty of a common day, and the price of the move when the facilitator or every day differs
    from the schedule before; infinite for pairs that are not asked for or have no common day.
    """
    visits, weights = problem.visits, problem.weights
    penalties = np.where(problem.open_days, visits.penalties * weights.day_penalty, np.inf)
    moved = np.where(visits.previous_days >= 0, weights.moved, 0.0)
    extra = np.full(pairs.shape, np.inf)
    for facilitator, free in enumerate(problem.facilitators.available):
        rows, days = np.flatnonzero(pairs[:, facilitator]), np.flatnonzero(free)
        extra[rows, facilitator] = penalties[np.ix_(rows, days)].min(axis=1, initial=np.inf) + moved[rows]
        stays = rows[visits.previous_facilitators[rows] == facilitator]
        stays = stays[free[visits.previous_days[stays]]]
        kept = penalties[stays, visits.previous_days[stays]]
        extra[stays, facilitator] = np.minimum(extra[stays, facilitator], kept)
    return extra


def earliest(problem: VisitProblem, arrivals: Integers, visits: Integers) -> Integers:
    """Return the first minute at which the visits can start after the arrivals; -1 without a slot."""
    table, step = problem.visits, problem.workshop_minutes + problem.break_minutes
    slot = np.maximum(-((table.bells[visits] - arrivals) // step), 0)
    return np.where(slot <= (table.slots - table.workshops)[visits], table.bells[visits] + slot * step, -1)


def legs_between(problem: VisitProblem) -> Legs:
    """Return visits x visits: minutes from one to the next, NEVER where no day holds both in this order."""
    visits = problem.visits
    places, place = np.unique(visits.places, return_inverse=True)
    everybody, opened = np.arange(len(visits)), pack_days(problem.open_days)
    legs = np.full((len(visits), len(visits)), NEVER, dtype=np.int16)

    def fill(begin: int) -> None:
        rows = everybody[begin : begin + _ROWS_AT_ONCE]
        minutes = problem.travel.minutes(visits.places[rows][:, None], places[None, :])[:, place]
        arrivals = (visits.bells + problem.duration)[rows, None] + minutes
        follows = earliest(problem, arrivals, everybody) >= 0
        follows &= visits.schools[rows, None] != visits.schools
        first, second = np.nonzero(follows)
        shared = (opened[rows[first]] & opened[second]).any(axis=1)
        first, second = first[shared], second[shared]
        legs[rows[first], second] = minutes[first, second]

    with ThreadPoolExecutor(_THREADS) as pool:
        list(pool.map(fill, range(0, len(visits), _ROWS_AT_ONCE)))
    return legs
