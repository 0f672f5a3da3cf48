"""Conflicts and states as sentences in the language of the page."""

from datetime import date, datetime, time
from typing import Any

from babel import Locale
from flask_babel import lazy_gettext as _

from core.language import Text, format_clock, format_day, language_code, localized
from workshops.calendar.teaching import Closure, Reason
from workshops.visits.conflicts import Conflict, ConflictKind
from workshops.visits.models import VisitState

STATES: dict[VisitState, Text] = {
    VisitState.DRAFT: _("draft"),
    VisitState.OFFERED: _("offered"),
    VisitState.CONFIRMED: _("confirmed"),
    VisitState.HELD: _("held"),
    VisitState.CANCELLED: _("cancelled"),
}
STATE_TAGS = {
    VisitState.DRAFT: "quiet",
    VisitState.OFFERED: "caution",
    VisitState.CONFIRMED: "good",
    VisitState.HELD: "good",
    VisitState.CANCELLED: "bad",
}
ACTIONS: dict[str, Text] = {
    "booked": _("booked the visit"),
    "confirmed": _("confirmed the visit"),
    "cancelled": _("cancelled the visit"),
    "absence_added": _("added an absence"),
    "absence_removed": _("removed an absence"),
}
# The field of the booking form at which each sentence stands.
FIELDS = {
    **dict.fromkeys(
        (
            ConflictKind.DAY_PAST,
            ConflictKind.SCHOOL_UNKNOWN,
            ConflictKind.SCHOOL_CLOSED,
            ConflictKind.SCHOOL_NOT_BOOKABLE,
            ConflictKind.SCHOOL_HAS_VISIT,
            ConflictKind.SCHOOL_NOT_DUE,
            ConflictKind.SIMULTANEOUS,
        ),
        "held_on",
    ),
    ConflictKind.OFF_GRID: "starts_at",
    ConflictKind.OUTSIDE_HOURS: "starts_at",
    ConflictKind.LANGUAGE_NOT_TAUGHT: "language",
}
_SENTENCES: dict[ConflictKind, Text] = {
    ConflictKind.SCHOOL_UNKNOWN: _("There is no such school among yours."),
    ConflictKind.SCHOOL_CLOSED: _("%(school)s was closed on %(day)s."),
    ConflictKind.SCHOOL_NOT_BOOKABLE: _("%(school)s has no classes of its own; choose one of its units."),
    ConflictKind.SCHOOL_HAS_VISIT: _(
        "%(school)s already has a visit on %(day)s at %(start)s; add to that one."
    ),
    ConflictKind.SCHOOL_NOT_DUE: _("%(school)s is not due in %(school_year)s: %(level)s."),
    ConflictKind.LANGUAGE_NOT_TAUGHT: _("%(school)s does not teach in this language."),
    ConflictKind.DAY_PAST: _("%(day)s is over; choose a day to come."),
    ConflictKind.OFF_GRID: _("Choose a time in steps of five minutes, such as 8.20."),
    ConflictKind.OUTSIDE_HOURS: _(
        "The visit would end at %(end)s; it must lie between %(earliest)s and %(latest)s."
    ),
    ConflictKind.NO_CLASS: _("Choose at least one class."),
    ConflictKind.TOO_MANY_CLASSES: _("A visit has at most %(most)s workshops."),
    ConflictKind.CLASS_UNKNOWN: _("This class is not a class of the school."),
    ConflictKind.CLASS_TWICE: _("%(class)s is chosen twice."),
    ConflictKind.CLASS_OF_OTHER_YEAR: _(
        "%(class)s is a class of %(of)s, but %(day)s lies in %(school_year)s."
    ),
    ConflictKind.CLASS_NOT_TAUGHT: _("%(class)s is not taught on %(day)s: %(closure)s."),
    ConflictKind.CLASS_BUSY: _("%(class)s has another workshop from %(start)s to %(end)s."),
    ConflictKind.CLASS_HAD_ONE: _(
        "%(class)s has a workshop of %(provider)s on %(day)s, within twelve months."
    ),
    ConflictKind.CLASS_NOT_TARGET: _("%(class)s is not of a target grade: %(level)s."),
    ConflictKind.NO_FACILITATOR: _("Choose who leads the workshops."),
    ConflictKind.TOO_MANY_FACILITATORS: _("A visit has at most %(most)s facilitators."),
    ConflictKind.FACILITATOR_UNKNOWN: _("This person does not lead workshops of yours."),
    ConflictKind.FACILITATOR_TWICE: _("%(who)s is chosen twice."),
    ConflictKind.FACILITATOR_OF_OTHER_PROVIDER: _("%(who)s and %(first)s belong to different providers."),
    ConflictKind.FACILITATOR_ABSENT: _("%(who)s is away on %(day)s, until %(until)s."),
    ConflictKind.FACILITATOR_LEVEL: _("%(who)s does not lead workshops at this level: %(level)s."),
    ConflictKind.FACILITATOR_LANGUAGE: _("%(who)s does not lead workshops in this language: %(language)s."),
    ConflictKind.FACILITATOR_TOO_FAR: _(
        "The way of %(who)s to the school takes about %(minutes)s minutes; at most %(most)s are agreed."
    ),
    ConflictKind.FACILITATOR_FULL: _(
        "%(who)s would lead %(total)s workshops on %(day)s; at most %(most)s are agreed."
    ),
    ConflictKind.FACILITATOR_BUSY: _("%(who)s is at %(school)s from %(start)s to %(end)s."),
    ConflictKind.TRAVEL_BEFORE: _(
        "%(who)s is at %(school)s until %(end)s and needs about %(minutes)s minutes; "
        "start at %(earliest)s or later."
    ),
    ConflictKind.TRAVEL_AFTER: _(
        "%(who)s must be at %(school)s at %(start)s and needs about %(minutes)s minutes; end by %(latest)s."
    ),
    ConflictKind.SIMULTANEOUS: _("Others are booking the same time. Nothing was booked; try again."),
}
_CLOSED: dict[Reason, Text] = {
    Reason.WEEKEND: _("it is a weekend"),
    Reason.BEFORE_LESSONS: _("lessons have not begun"),
    Reason.AFTER_LESSONS: _("lessons have ended"),
    Reason.NO_CALENDAR: _("there is no calendar for this school year"),
}


def say_conflict(conflict: Conflict) -> str:
    """Return the sentence of a conflict."""
    facts = {name: _say(name, value) for name, value in conflict.facts.items()}
    return str(_SENTENCES[conflict.kind]) % facts


def field_of(conflict: Conflict) -> str:
    """Return the field of the form at which the sentence belongs, or the stem of several of them."""
    if conflict.kind in FIELDS:
        return FIELDS[conflict.kind]
    return "workshop" if "class" in conflict.kind.value else "facilitator"


def say_language(code: str) -> str:
    """Return what a language is called."""
    return str(Locale.parse(code).get_display_name(language_code()) or code)


def _say(name: str, value: Any) -> str:
    if isinstance(value, datetime):
        return format_clock(value)
    if isinstance(value, date):
        return format_day(value)
    if isinstance(value, time):
        return value.strftime("%H.%M").lstrip("0")
    if isinstance(value, Closure):
        return _say_closure(value)
    if hasattr(value, "name_sl"):
        return localized(value)
    return say_language(value) if name == "language" else str(value)


def _say_closure(closure: Closure) -> str:
    """Return the layer that says no, by its own name where it has one."""
    if closure.row is not None and closure.reason is Reason.FREE_DAY:
        return localized(closure.row)
    return str(_CLOSED[closure.reason])
