"""The filter of the list, and the words for kinds and counts."""

from collections.abc import Iterable, Mapping

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import SelectField

from core.forms import Form
from core.language import Text, format_number
from workshops.activities.statements import ActivityKind, Count, Qualifier, Total

KIND_LABELS: Mapping[ActivityKind, Text] = {
    ActivityKind.SCHOOL_WORKSHOPS: _("School workshops"),
    ActivityKind.SCHOOL_WORKSHOPS_TOTAL: _("School workshops, stated total"),
    ActivityKind.WORKSHOPS: _("Other workshops"),
    ActivityKind.INFORMATION_SESSIONS: _("Information sessions"),
    ActivityKind.MATERIALS: _("Materials"),
    ActivityKind.CAMPAIGN: _("Campaigns"),
    ActivityKind.EXPERT_MEETING: _("Expert meetings"),
    ActivityKind.MEDIA: _("Media"),
    ActivityKind.PROFESSIONAL_TRAINING: _("Training of professionals"),
    ActivityKind.COOPERATION: _("Cooperation"),
    ActivityKind.COMMUNITY_PREVENTION: _("Work in communities"),
}


class ActivityFilterForm(Form):
    """Which activities are shown; it stands in the address, so a view can be sent to a colleague."""

    class Meta(Form.Meta):
        """A form that only reads needs no token."""

        csrf = False

    kind = SelectField(_("Kind"), validate_choice=False)
    provider = SelectField(_("Provider"), validate_choice=False)
    year = SelectField(_("Year"), validate_choice=False)

    def offer(self, providers: Iterable[tuple[str, str]], years: Iterable[int]) -> None:
        """Fill the lists to choose from."""
        everything = ("", gettext("All"))
        self.kind.choices = [everything, *((kind.value, label) for kind, label in KIND_LABELS.items())]
        self.provider.choices = [everything, *providers]
        self.year.choices = [everything, *((str(year), str(year)) for year in years)]

    def chosen(self, name: str) -> str | None:
        """Return a choice; what is not in the list chooses nothing."""
        field = self[name]
        return field.data if field.data and field.data in dict(field.choices) else None


def kind_label(kind: ActivityKind) -> str:
    """Return what a kind is called."""
    return str(KIND_LABELS[kind])


def counted(count: Count | None) -> str:
    """Write a count with its word: 24, at least 100, about 100."""
    if count is None:
        return ""
    number = format_number(count.value)
    match count.qualifier:
        case Qualifier.AT_LEAST:
            return str(gettext("at least %(number)s", number=number))
        case Qualifier.MORE_THAN:
            return str(gettext("more than %(number)s", number=number))
        case Qualifier.ABOUT:
            return str(gettext("about %(number)s", number=number))
        case _:
            return number


def summed(total: Total) -> str:
    """Write a sum, each word with its own number: 4,812 + at least 3,305 + about 100."""
    return " + ".join(counted(count) for count in total.counts)
