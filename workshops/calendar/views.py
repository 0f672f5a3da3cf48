"""The school calendar with its layers, and the question about one day."""

from collections.abc import Sequence

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from core import clock
from core.language import localized
from workshops.calendar import forms, queries
from workshops.calendar.forms import AskDayForm, ChoiceForm
from workshops.calendar.months import overview
from workshops.calendar.teaching import CalendarScope
from workshops.register import queries as register
from workshops.register.models import School
from workshops.register.school_year import SchoolYear

bp = Blueprint("calendar", __name__, url_prefix="/calendar")
bp.add_app_template_filter(forms.closure_sentence, "closure_sentence")
bp.add_app_template_filter(forms.name_period, "period")
bp.add_app_template_filter(forms.name_month, "month_name")


@bp.context_processor
def provide_words() -> dict[str, object]:
    """Give the templates the words for codes."""
    return {"words": forms}


@bp.get("")
def show_calendar() -> ResponseReturnValue:
    """Show a school year: its months for one kind of school, the counts for all, and its layers."""
    levels = [level for level in register.list_levels() if level.calendar_code == level.code]
    names = {level.code: localized(level) for level in levels}
    choice = ChoiceForm(request.args)
    choice.offer(queries.list_school_years(), names.items())
    year = choice.chosen("school_year", queries.default_school_year(clock.today()))
    calendar = queries.get_calendar()
    months = {
        (level, group): overview(calendar, SchoolYear.parse(year), CalendarScope(level, group))
        for level in names
        for group in forms.GROUP_NAMES
    }
    chosen = choice.chosen("level", next(iter(names), "")), choice.chosen("group", "west")
    return render_template(
        "calendar/show_calendar.html",
        choice=choice,
        school_year=year,
        level_names=names,
        months=months,
        chosen=chosen,
        entries=queries.list_entries(year),
    )


@bp.get("/days")
def ask_day() -> ResponseReturnValue:
    """Answer whether a class is taught on a day, or which layer says no."""
    form = AskDayForm(request.args)
    school, answer = None, None
    schools: Sequence[School] = ()
    if request.args and form.validate():
        schools = register.search_schools(form.school.data)
        school = schools[0] if len(schools) == 1 else None
        if not schools:
            form.refuse(school=gettext("No open school has this name, place or number."))
        elif school and (asking := _scope(school, form)):
            answer = queries.answer_day(form.day.data, asking)
    return render_template("calendar/ask_day.html", form=form, school=school, schools=schools, answer=answer)


def _scope(school: School, form: AskDayForm) -> CalendarScope | None:
    """Return who asks, or None after saying at the field why that cannot be."""
    if school.closed_on:
        form.refuse(school=gettext("This school is closed."))
        return None
    grade, number = form.grade.data, form.class_group.data or ""
    group = queries.find_class_group(int(number), school.id) if number.isdigit() else None
    if group and grade in (None, group.grade):
        return queries.scope_of_class_group(group)
    if grade is not None and not school.level.has_grade(grade):
        first, last = school.level.first_grade, school.level.last_grade
        form.refuse(grade=gettext("The school has the grades %(first)s to %(last)s.", first=first, last=last))
        return None
    return queries.scope_of_school(school, grade)
