"""Minutes of travel between places: great-circle or plane distance, or a table."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

EARTH_RADIUS_KM = 6371.0088

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Travel:
    """Whole minutes between any two places, computed where they are asked for so that memory stays small.

    Parameters
    ----------
    method
        `straight_line` (`points` in degrees, latitude first), `plane` (`points` in km) or `table`.
    points
        One row a place; unused with a table.
    factor, kmh
        Detour factor and speed; unused with a table.
    table
        Minutes from row to column; unused otherwise.
    """

    method: str
    points: Floats
    factor: float = 1.0
    kmh: float = 60.0
    table: Floats | None = None

    def minutes(self, origins: Integers, destinations: Integers) -> Integers:
        """Return the minutes from origins to destinations, broadcast against each other, half to even."""
        if self.table is not None:
            return np.rint(self.table[origins, destinations]).astype(np.int64)
        start, end = self.points[origins], self.points[destinations]
        distance = _plane_km(start, end) if self.method == "plane" else _great_circle_km(start, end)
        return np.rint(distance * self.factor / self.kmh * 60).astype(np.int64)

    def matrix(self, places: Integers) -> Integers:
        """Return the minutes between all pairs of the given places."""
        return self.minutes(places[:, None], places[None, :])


def _plane_km(start: Floats, end: Floats) -> Floats:
    distance: Floats = np.hypot(start[..., 0] - end[..., 0], start[..., 1] - end[..., 1])
    return distance


def _great_circle_km(start: Floats, end: Floats) -> Floats:
    """Return the haversine distance, which stays accurate for places close together."""
    lat_1, lon_1 = np.radians(start[..., 0]), np.radians(start[..., 1])
    lat_2, lon_2 = np.radians(end[..., 0]), np.radians(end[..., 1])
    half_chord = (
        np.sin((lat_2 - lat_1) / 2) ** 2 + np.cos(lat_1) * np.cos(lat_2) * np.sin((lon_2 - lon_1) / 2) ** 2
    )
    distance: Floats = 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.minimum(half_chord, 1.0)))
    return distance
