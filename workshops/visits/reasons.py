"""Sentences that say why visits cannot be held, with names and dates."""

from collections.abc import Iterable, Sequence

import numpy as np

from workshops.visits.problem import Booleans, VisitProblem

_DAYS_IN_WORDS = 6
_NAMES_IN_WORDS = 8


def impossible_alone(problem: VisitProblem, visit: int) -> str | None:
    """Return why nobody could ever hold a visit even if it were the only one, or None."""
    visits, people = problem.visits, problem.facilitators
    name, count, most = visits.names[visit], int(visits.workshops[visit]), int(visits.slots[visit])
    if not problem.open_days[visit].any():
        return f"{name} has no day on which it can be held."
    if count > most:
        return f"{name} needs {count} slots in a row, the school has {most}."
    able = np.ones(len(people), dtype=bool)
    for asked, text in (
        (able, "there are no facilitators"),
        (
            _among(visits.levels[visit], people.levels),
            f"no facilitator serves the level {visits.levels[visit]}",
        ),
        (
            _among(visits.languages[visit], people.languages),
            f"nobody who serves the level speaks {visits.languages[visit]}",
        ),
        (people.max_workshops >= count, f"nobody who could may hold its {count} workshops on one day"),
        (people.max_days > 0, "nobody who could may go out on any day"),
    ):
        able = able & asked
        if not able.any():
            return f"{name} cannot be held: {text}."
    return None if problem.can_serve[visit].any() else _too_far(problem, visit, able)


def _among(wanted: str, offered: Sequence[frozenset[str]]) -> Booleans:
    return np.array([wanted in one for one in offered], dtype=bool)


def _too_far(problem: VisitProblem, visit: int, able: Booleans) -> str:
    minutes = np.where(able, problem.minutes_from_base[visit], np.iinfo(np.int64).max)
    nearest = int(np.argmin(minutes))
    limit = problem.facilitators.max_minutes[nearest]
    return (
        f"{problem.visits.names[visit]} is too far from everybody who could hold it: the nearest is "
        f"{problem.facilitators.names[nearest]}, {minutes[nearest]} minutes away with a limit of {limit:g}."
    )


def in_words(problem: VisitProblem, conflict: Sequence[int], absences: Sequence[int]) -> str:
    """Return a conflict of visits as sentences."""
    visits, people = problem.visits, problem.facilitators
    days = problem.open_days[list(conflict)]
    able = np.flatnonzero(problem.can_serve[list(conflict)].any(axis=0))
    when = "; ".join(
        f"{visits.names[visit]} only on {_list_days(problem, opened)}"
        for visit, opened in zip(conflict[:_NAMES_IN_WORDS], days, strict=False)
    )
    names = _listed([visits.names[visit] for visit in conflict])
    opening = f"{names} cannot all be held" if len(conflict) > 1 else f"{names} cannot be held"
    free = [(who, people.available[who] & days.any(axis=0)) for who in able.tolist()]
    there = [f"{people.names[who]} on {_list_days(problem, on)}" for who, on in free if on.any()]
    sentences = [f"{opening}: {when}."]
    sentences.append(
        f"Available then: {_listed(there, '; ')}." if there else "Nobody who could hold it is available then."
    )
    if absences:
        away = [people.names[who] for who in absences]
        sentences.append(f"Away on some of these days: {_listed(away)}.")
    return " ".join(sentences)


def no_conflict_found(problem: VisitProblem, visit: int) -> str:
    """Return the sentence for a visit that no small conflict forbids."""
    return (
        f"No conflict of a few visits forbids {problem.visits.names[visit]}: it is left out because holding "
        "it would cost more, or because all facilitators who could hold it have their days full."
    )


def not_looked_into(problem: VisitProblem, visit: int) -> str:
    """Return the sentence for a visit that there was no time to explain."""
    return f"{problem.visits.names[visit]} is left out; there was no time to find out why."


def _list_days(problem: VisitProblem, days: Booleans) -> str:
    chosen = [problem.days[day] for day in np.flatnonzero(days)]
    rest = len(chosen) - _DAYS_IN_WORDS
    return _listed(chosen if rest <= 0 else [*chosen[:_DAYS_IN_WORDS], f"{rest} more days"])


def _listed(words: Iterable[str], separator: str = ", ") -> str:
    *most, last = words
    return f"{separator.join(most)} and {last}" if most else last
