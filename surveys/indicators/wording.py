"""What the figures are called, and how they are said, in the language of the page."""

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _

from core.language import Text, format_number, format_percent
from surveys.indicators.disclosure import Share
from surveys.indicators.figures import Figure, Indicator
from surveys.indicators.methods import Method
from surveys.indicators.publication import Reason

NAMES: dict[Indicator, Text] = {
    Indicator.NEW_INFORMATION: _("Acquired new information"),
    Indicator.CAN_IDENTIFY: _("Say that they can identify trafficking"),
    Indicator.IDENTIFIES: _("Show that they can identify trafficking"),
}
DEFINITIONS: dict[Indicator, Text] = {
    Indicator.NEW_INFORMATION: _(
        "Share of pupils who say that they learned something new, among those who answered the question."
    ),
    Indicator.CAN_IDENTIFY: _(
        "Share of pupils who say that they could recognise trafficking, among those who answered the "
        "question."
    ),
    Indicator.IDENTIFIES: _(
        "Share of pupils who reach the pass mark of the scored questions; “I don't know” and a question left "
        "out are worth nothing."
    ),
}
DIMENSION_NAMES: dict[str, Text] = {
    "region": _("Region"),
    "level": _("School level"),
    "provider": _("Provider"),
    "school_year": _("School year"),
}
METHODS: dict[str, Text] = {
    Method.LOGIT: _("logit interval with t, schools as clusters"),
    Method.WILSON_POOLED: _("Wilson interval on the effective number of answers"),
}
REASONS: dict[Reason, Text] = {
    Reason.NO_ANSWERS: _("nobody answered"),
    Reason.SMALL_COUNT: _("too few pupils answered one way"),
    Reason.FEW_ANSWERS: _("too few answers"),
    Reason.WIDE_INTERVAL: _("the interval is too wide"),
    Reason.WIDE_RELATIVE: _("the interval is too wide for so small a share"),
    Reason.WIDE_COMPLEMENT: _("the interval is wide for so large a share"),
    Reason.FEW_DEGREES: _("few schools"),
    Reason.ALL_ALIKE: _("all answers are alike"),
    Reason.ONE_CLUSTER: _("one school only"),
    Reason.NO_DEGREES: _("as many strata as schools"),
    Reason.PRIOR_ICC: _("how alike the pupils of a school are is assumed, not measured"),
    Reason.CEILING: _("everybody had the highest score before"),
    Reason.ZERO_DENOMINATOR: _("the denominator is 0"),
    Reason.UNDEFINED: _("the interval is undefined"),
    Reason.NO_INTERVAL: _("no interval can be computed"),
}
_SHARES = {
    Share.UNDER_5: _("under 5%%"),
    Share.OVER_95: _("over 95%%"),
    Share.SUPPRESSED: _("not shown"),
    Share.NO_ANSWERS: _("no answers"),
}


def say_share(figure: Figure) -> str:
    """Return the percentage as it may be said."""
    if figure.percent is not None:
        return format_percent(figure.percent / 100)
    return str(_SHARES.get(figure.share, _SHARES[Share.SUPPRESSED])).replace("%%", "%")


def say_interval(figure: Figure) -> str:
    """Return the interval, or nothing where there is none."""
    if figure.low is None or figure.high is None:
        return ""
    low, high = format_number(figure.low, 1), format_percent(figure.high / 100, 1)
    return str(gettext("%(low)s to %(high)s", low=low, high=high))


def say_base(figure: Figure) -> str:
    """Return how many answers of how many schools the figure rests on."""
    if figure.n is None or figure.schools is None:
        return ""
    answers = ngettext("%(number)s answer", "%(number)s answers", figure.n, number=format_number(figure.n))
    schools = ngettext("%(num)s school", "%(num)s schools", figure.schools)
    return f"{answers}, {schools}"
