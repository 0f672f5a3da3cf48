"""What needs attention, in words, and the page where something can be done about it."""

from flask import current_app, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from accounts.access import may
from accounts.policy import ROUTES, Permission
from core.language import format_number
from surveys.reports.overview import Attention, Matter

_PAGES: dict[Matter, tuple[str, dict[str, str]]] = {
    Matter.NO_PLAN: ("rotation.list_plans", {}),
    Matter.PLANS_IN_WORK: ("rotation.list_plans", {}),
    Matter.UNANSWERED_OFFERS: ("visits.list_visits", {"state": "offered"}),
    Matter.DRAFTS_SOON: ("visits.list_visits", {"state": "draft"}),
    Matter.ATTENDANCE_MISSING: ("visits.list_visits", {"state": "held"}),
    Matter.SURPLUS_RESPONSES: ("indicators.show_indicators", {}),
    Matter.CONTRADICTIONS: ("reports.list_reports", {}),
}


def say_attention(attention: Attention) -> str:
    """Say what needs attention."""
    count = attention.count
    match attention.matter:
        case Matter.NO_PLAN:
            return str(_("No published rotation plan has this school year."))
        case Matter.PLANS_IN_WORK:
            sentence = ngettext(
                "%(number)s rotation plan is waiting to be approved or published.",
                "%(number)s rotation plans are waiting to be approved or published.",
                count,
                number=format_number(count),
            )
        case Matter.UNANSWERED_OFFERS:
            sentence = ngettext(
                "%(number)s offered visit is not confirmed, and its day is past or within two weeks.",
                "%(number)s offered visits are not confirmed, and their day is past or within two weeks.",
                count,
                number=format_number(count),
            )
        case Matter.DRAFTS_SOON:
            sentence = ngettext(
                "%(number)s draft of a visit is not offered yet, and its day is past or within two weeks.",
                "%(number)s drafts of visits are not offered yet, and their day is past or within two weeks.",
                count,
                number=format_number(count),
            )
        case Matter.ATTENDANCE_MISSING:
            sentence = ngettext(
                "%(number)s workshop was held and has no attendance yet.",
                "%(number)s workshops were held and have no attendance yet.",
                count,
                number=format_number(count),
            )
        case Matter.SURPLUS_RESPONSES:
            sentence = ngettext(
                "%(number)s response is more than there were pupils; it is set aside.",
                "%(number)s responses are more than there were pupils; they are set aside.",
                count,
                number=format_number(count),
            )
        case Matter.CONTRADICTIONS:
            sentence = ngettext(
                "%(number)s published figure contradicts its own parts.",
                "%(number)s published figures contradict their own parts.",
                count,
                number=format_number(count),
            )
    return str(sentence)


def address_of(attention: Attention) -> str | None:
    """Return the page for a matter; None when the person may not open it."""
    endpoint, query = _PAGES[attention.matter]
    rule = ROUTES.get(endpoint)
    if endpoint in current_app.view_functions and isinstance(rule, Permission) and may(rule):
        return url_for(endpoint, **query)  # type: ignore[arg-type]
    return None
