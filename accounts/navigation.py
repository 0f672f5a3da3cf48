"""The menu: what a person may open, in the order of the journey."""

from dataclasses import dataclass

from flask import Flask, current_app
from flask_babel import lazy_gettext as _

from accounts.access import may
from accounts.policy import ROUTES, Permission
from core.language import Text


@dataclass(frozen=True)
class Entry:
    """One entry of the menu."""

    endpoint: str
    label: Text

    @property
    def slice(self) -> str:
        """The slice whose pages the entry stands for."""
        return self.endpoint.split(".")[0]


MENU = (
    Entry("reports.show_overview", _("Overview")),
    Entry("visits.list_own_visits", _("My visits")),
    Entry("rotation.list_plans", _("Rotation")),
    Entry("visits.list_visits", _("Visits")),
    Entry("register.list_schools", _("Schools")),
    Entry("calendar.show_calendar", _("Calendar")),
    Entry("activities.list_activities", _("Activities")),
    Entry("questionnaires.list_questionnaires", _("Questionnaires")),
    Entry("indicators.show_indicators", _("Indicators")),
    Entry("reports.list_reports", _("Annual report")),
)


def init_app(app: Flask) -> None:
    """Give the templates the menu."""
    app.add_template_global(own_menu)


def own_menu() -> list[Entry]:
    """Return the entries that the person who is signed in may open."""
    return [
        entry
        for entry in MENU
        if entry.endpoint in current_app.view_functions
        and isinstance(rule := ROUTES.get(entry.endpoint), Permission)
        and may(rule)
    ]
