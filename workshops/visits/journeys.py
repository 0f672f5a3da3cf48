"""How long the way between two places takes, estimated until somebody corrects it."""

from typing import NamedTuple

import numpy as np

from workshops.visits.travel import Travel

# Roads are longer than the straight line, and this fast on average; the pages say so.
DETOUR_FACTOR = 1.3
KMH = 60.0


class Place(NamedTuple):
    """A point in WGS 84 degrees."""

    lat: float
    lon: float


def minutes_between(origin: Place, destination: Place) -> int:
    """Return whole minutes from one place to another, as the year's schedule counts them."""
    travel = Travel("straight_line", np.array([origin, destination]), DETOUR_FACTOR, KMH)
    return int(travel.minutes(np.array(0), np.array(1)))
