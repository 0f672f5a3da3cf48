"""What the parts of a questionnaire are called on the pages."""

from flask_babel import lazy_gettext as _

from surveys.questionnaires.definition import Measure, QuestionKind

KINDS = {
    QuestionKind.SINGLE_CHOICE: _("One answer"),
    QuestionKind.TRUE_FALSE: _("True or false"),
    QuestionKind.SCENARIO: _("Short story"),
}
MEASURES = {
    Measure.SELF_REPORT: _("What pupils say"),
    Measure.SCORED: _("What pupils show"),
}
INDICATORS = {
    "new_information": _("acquired new information"),
    "can_identify": _("say that they can identify trafficking"),
    "identifies": _("identify trafficking in the scored questions"),
    "knows_what_to_do": _("know what to do"),
    "would_tell": _("would tell somebody"),
    "useful": _("found the workshop useful"),
}
