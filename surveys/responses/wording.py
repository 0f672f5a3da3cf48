"""What the parts of a survey are called on the pages."""

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _

from surveys.responses.answers import Refusal
from surveys.responses.models import SurveyState

STATES = {
    SurveyState.FUTURE: _("not open yet"),
    SurveyState.OPEN: _("open"),
    SurveyState.CLOSED: _("closed"),
}
STATE_TAGS = {SurveyState.FUTURE: "quiet", SurveyState.OPEN: "good", SurveyState.CLOSED: "quiet"}
# Said to pupils, in their words.
REFUSALS = {
    Refusal.NO_TOKEN: _(
        "Something was missing when your answers arrived. Nothing was lost: send them again."
    ),
    Refusal.OTHER_VERSION: _(
        "These questions belong to another questionnaire. Here are the right ones: answer them and send."
    ),
    Refusal.TAMPERED: _(
        "Some answers arrived that are not on the list. Look through your answers and send again."
    ),
}
# While answers come in, their number is told in steps: the last pupil to press "send" stays unseen.
STEP = 5


def say_received(count: int, *, is_final: bool) -> str:
    """Say how many answers there are: exactly once nothing more can come, in steps before."""
    if is_final:
        return str(ngettext("%(num)s answer received", "%(num)s answers received", count))
    if count < STEP:
        return str(gettext("Fewer than %(step)s answers received", step=STEP))
    return str(gettext("At least %(count)s answers received", count=count - count % STEP))
