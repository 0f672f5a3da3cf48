"""What the calendar shows on a school's page."""

from datetime import date

from flask import render_template
from markupsafe import Markup

from workshops.calendar import queries
from workshops.calendar.teaching import CalendarEvent
from workshops.register import queries as register
from workshops.register.models import School
from workshops.register.school_year import SchoolYear


def render_calendar_panel(school: School, today: date) -> Markup:
    """Return the school days of a school in the school year that its page opens with."""
    year = SchoolYear.parse(register.default_school_year(today))
    calendar, asking = queries.get_calendar(), queries.scope_of_school(school)
    own = [row for row in calendar.rows if row.scope.school_id == school.id]
    winter = [
        row
        for row in calendar.rows
        if row.event is CalendarEvent.HOLIDAY_WINTER
        and row.scope.covers(asking)
        and SchoolYear.containing(row.starts_on) == year
    ]
    return Markup(  # noqa: S704 - a template of ours, escaped by Jinja
        render_template(
            "calendar/school_panel.html",
            school=school,
            school_year=str(year),
            count=len(calendar.list_teaching_days(asking, year.first_day, year.last_day)),
            rows=[row for row in own if SchoolYear.containing(row.starts_on) == year] + winter,
            class_groups=register.list_class_groups(school.id, str(year)),
        )
    )
