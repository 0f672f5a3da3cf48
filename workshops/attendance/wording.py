"""States, reasons and problems in the language of the page."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from core.language import Text
from workshops.attendance.counts import CountProblem, ProblemKind
from workshops.attendance.models import Deviation
from workshops.attendance.queries import ReportState
from workshops.attendance.services import TEACHER
from workshops.visits.models import NotHeldReason

STATES: dict[ReportState, Text] = {
    ReportState.MISSING: _("missing"),
    ReportState.REPORTED: _("reported"),
    ReportState.COUNTERSIGNED: _("countersigned"),
    ReportState.NOT_HELD: _("not held"),
}
STATE_TAGS = {
    ReportState.MISSING: "caution",
    ReportState.REPORTED: "quiet",
    ReportState.COUNTERSIGNED: "good",
    ReportState.NOT_HELD: "bad",
}
DEVIATIONS: dict[Deviation, Text] = {
    Deviation.NONE: _("Yes, as planned"),
    Deviation.MERGED: _("Two classes together"),
    Deviation.MOVED: _("At another time"),
    Deviation.SHORTENED: _("Shorter than planned"),
    Deviation.OTHER: _("Otherwise different"),
}
NOT_HELD_REASONS: dict[NotHeldReason, Text] = {
    NotHeldReason.SCHOOL_CANCELLED: _("The school called it off"),
    NotHeldReason.FACILITATOR_ABSENT: _("The facilitator could not come"),
    NotHeldReason.CLASS_ABSENT: _("The class was not there"),
    NotHeldReason.MERGED: _("The class joined another workshop"),
    NotHeldReason.OTHER: _("Another reason"),
}
ACTIONS: dict[str, Text] = {
    "reported": _("reported the attendance"),
    "corrected": _("corrected the attendance"),
    "set_aside": _("sent other counts and kept the recorded ones"),
    "countersigned": _("countersigned the attendance"),
    "not_held": _("noted that the workshop was not held"),
    "held": _("noted that the workshop was held after all"),
}
_SENTENCES: dict[ProblemKind, Text] = {
    ProblemKind.NEGATIVE: _("Enter a whole number, 0 or more."),
    ProblemKind.TOO_MANY: _("Enter a number of at most %(most)s."),
    ProblemKind.NOBODY_ENROLLED: _("A class has at least one pupil."),
    ProblemKind.NOBODY_PRESENT: _(
        "If nobody was present, the workshop was not held; please tell the person who leads it."
    ),
    ProblemKind.PRESENT_ABOVE_ENROLLED: _(
        "%(present)s were present, but the class has %(enrolled)s pupils; correct one of the two."
    ),
    ProblemKind.NOT_YET: _("The visit has not begun yet. The form opens when it begins."),
    ProblemKind.OVER: _(
        "The time for corrections is over. If something is wrong, please tell the person who led it."
    ),
    ProblemKind.CANCELLED: _("This visit was cancelled, so there is nothing to report."),
    ProblemKind.NOT_HELD: _("This workshop is marked as not held, so there is nothing to report."),
    ProblemKind.FORM_SPENT: _(
        "This form has been used for another workshop. Nothing was saved; please send it again."
    ),
}


def say_problem(problem: CountProblem) -> str:
    """Return the sentence of a problem."""
    return str(_SENTENCES[problem.kind]) % problem.facts


def say_actor(label: str) -> str:
    """Return what the history calls whoever made a change."""
    return str(gettext("Teacher, by the link")) if label == TEACHER.audit_label else label


def say_closure(kind: ProblemKind | None) -> str:
    """Return why the form is closed; nothing when it is open."""
    return "" if kind is None else str(_SENTENCES[kind])
