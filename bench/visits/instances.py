"""Synthetic Slovenia-like years of visits as visit-problem/1: any size, normal or with scarce days."""

from datetime import date, timedelta
from typing import Any

import numpy as np

# Region seats (degrees) and population in thousands: where schools and bases cluster.
_SEATS = np.array(
    [
        [46.66, 16.16, 114], [46.56, 15.65, 327], [46.51, 15.08, 71], [46.23, 15.26, 261],
        [46.15, 15.05, 57], [45.96, 15.49, 76], [45.80, 15.17, 146], [45.77, 14.21, 54],
        [46.05, 14.51, 557], [46.24, 14.36, 208], [45.96, 13.65, 118], [45.55, 13.73, 117],
    ]
)  # fmt: skip
_COUNTRY_WIDTH_DEGREES = 3.0


def make_problem(
    workshops: int, *, scarce: bool = False, countries: int = 1, seed: int = 1
) -> dict[str, Any]:
    """Return a year of about so many workshops; `countries` lays that many countries side by side."""
    rng = np.random.default_rng([workshops, scarce, countries, seed])
    days = _school_days(120)
    places: list[dict[str, Any]] = []
    visits = _visits(rng, workshops, countries, days, places, scarce=scarce)
    return {
        "format": "visit-problem/1",
        "days": days,
        "workshop_minutes": 90,
        "break_minutes": 10,
        "travel": {"method": "straight_line", "factor": 1.3, "kmh": 60},
        "facilitators": _facilitators(rng, workshops, countries, days, places, scarce=scarce),
        "visits": visits,
        "places": places,
        "weights": {
            "unscheduled": 1000, "travel_minutes": 1, "day_penalty": 1,
            "second_facilitator": 10, "far_apart": 15, "moved": 60,
        },
        "far_apart_days": 10,
        "time_limit": 30,
        "random_seed": 1,
    }  # fmt: skip


def _school_days(count: int) -> list[str]:
    days: list[str] = []
    day = date(2024, 9, 16)
    while len(days) < count:
        if day.weekday() < 5:
            days.append(day.isoformat())
        day += timedelta(days=1)
    return days


def _place(rng: np.random.Generator, places: list[dict[str, Any]], countries: int, spread: float) -> str:
    seat = _SEATS[rng.choice(len(_SEATS), p=_SEATS[:, 2] / _SEATS[:, 2].sum())]
    shift = _COUNTRY_WIDTH_DEGREES * rng.integers(countries)
    lat, lon = seat[:2] + rng.normal(0, spread, 2) * [0.7, 1.0] + [0, shift]
    places.append({"id": f"L{len(places) + 1}", "lat": round(float(lat), 4), "lon": round(float(lon), 4)})
    return str(places[-1]["id"])


def _visits(
    rng: np.random.Generator,
    workshops: int,
    countries: int,
    days: list[str],
    places: list[dict[str, Any]],
    *,
    scarce: bool,
) -> list[dict[str, Any]]:
    visits: list[dict[str, Any]] = []
    left = workshops
    for school in range(workshops):
        if left <= 0:
            break
        classes = int(min(left, rng.choice([1, 2, 3, 4, 5, 6, 8], p=[0.2, 0.25, 0.2, 0.15, 0.1, 0.06, 0.04])))
        left -= classes
        common = {
            "school": f"S{school + 1}",
            "place": _place(rng, places, countries, 0.18),
            "level": "primary" if rng.random() < 0.7 else "secondary",
            "language": "sl",
            "first_bell": f"{7 + (minute := int(rng.integers(6, 18)) * 5) // 60:02d}:{minute % 60:02d}",
            "slots": int(rng.choice([4, 5, 6])),
        }
        count = -(-classes // 4)
        for number in range(count):
            held = rng.random(len(days)) < (0.12 if scarce else 0.75)
            held[rng.integers(len(days))] = True
            visits.append(
                {
                    "id": f"V{len(visits) + 1}",
                    **common,
                    "workshops": classes // count + (number < classes % count),
                    "days": {
                        day: 20 if rng.random() < 0.1 else 0
                        for day, open_ in zip(days, held, strict=True)
                        if open_
                    },
                    "priority": 1,
                    "fixed": None,
                }
            )
    return visits


def _facilitators(
    rng: np.random.Generator,
    workshops: int,
    countries: int,
    days: list[str],
    places: list[dict[str, Any]],
    *,
    scarce: bool,
) -> list[dict[str, Any]]:
    count = max(3, workshops // 50)
    people: list[dict[str, Any]] = []
    for number in range(count):
        # A day holds about 2.9 workshops; scarce years have a tenth more facilitator-days than that needs.
        share = min(1.0, 1.1 * workshops / 2.9 / count / len(days)) if scarce else 0.6
        free = rng.random(len(days)) < share
        levels = [["primary", "secondary"], ["primary"], ["secondary"]][
            0 if number % 3 == 0 else rng.integers(3)
        ]
        people.append(
            {
                "id": f"F{number + 1}",
                "place": _place(rng, places, countries, 0.05),
                "levels": levels,
                "languages": ["sl"],
                "days": [day for day, is_free in zip(days, free, strict=True) if is_free],
                "max_days": 45,
                "max_workshops_per_day": 4,
                "max_minutes_one_way": 150,
            }
        )
    return people
