"""The choices of the calendar page, the question about one day, and the words for layers and reasons."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from babel.dates import format_date
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import DateField, HiddenField, SelectChoice, SelectField, StringField
from wtforms.validators import InputRequired

from core.forms import CountField, Form
from core.language import Text, format_day, language_code, localized
from workshops.calendar.teaching import CalendarRow, CalendarScope, Closure, Layer, Reason

GROUP_NAMES: Mapping[str, Text] = {"west": _("western winter holidays"), "east": _("eastern winter holidays")}
LAYER_NAMES: Mapping[Layer, Text] = {
    Layer.WEEKEND: _("week"),
    Layer.STATE: _("state"),
    Layer.LEVEL: _("level of school"),
    Layer.MUNICIPALITY: _("municipality"),
    Layer.GRADE: _("grade"),
    Layer.SCHOOL: _("school"),
    Layer.CLASS: _("class"),
}
_REASONS: Mapping[Reason, Text] = {
    Reason.WEEKEND: _("It is a weekend, and the school has no working Saturday."),
    Reason.FREE_DAY: _("%(name)s, %(period)s."),
    Reason.BEFORE_LESSONS: _("Lessons begin later: %(name)s, %(period)s."),
    Reason.AFTER_LESSONS: _("Lessons are over: %(name)s, %(period)s."),
    Reason.NO_CALENDAR: _("The calendar of this school year is not known yet."),
}
# Calendars end at the years 1 and 9999; a day near them was mistyped.
_YEARS = range(2000, 2101)


class ChoiceForm(Form):
    """Whose school year is shown; it stands in the address."""

    class Meta(Form.Meta):
        """A form that only reads needs no token."""

        csrf = False

    school_year = SelectField(_("School year"), validate_choice=False)
    level = SelectField(_("Level"), validate_choice=False)
    group = SelectField(
        _("Winter holidays"),
        validate_choice=False,
        choices=[SelectChoice(code, name) for code, name in GROUP_NAMES.items()],
    )

    def offer(self, school_years: Iterable[str], levels: Iterable[tuple[str, str]]) -> None:
        """Fill the lists to choose from."""
        self.school_year.choices = [SelectChoice(year) for year in school_years]
        self.level.choices = [SelectChoice(*level) for level in levels]

    def chosen(self, name: str, otherwise: str) -> str:
        """Return a choice, or another when what was asked for is not in the list."""
        field = self[name]
        field.data = field.data if field.data in {choice.value for choice in field.choices} else otherwise
        return str(field.data)


class DayField(DateField):  # type: ignore[misc]
    """A day, as the browser's calendar sends it or as people write it."""

    def __init__(self, *words: Any, **options: Any) -> None:
        super().__init__(*words, format=["%Y-%m-%d", "%d. %m. %Y", "%d.%m.%Y"], **options)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the day, or say what a day looks like."""
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(gettext("Enter a day such as 8. 10. 2024.")) from error
        if self.data and self.data.year not in _YEARS:
            raise ValueError(gettext("Enter a day such as 8. 10. 2024."))


class AskDayForm(Form):
    """The question whether a class is taught on a day."""

    class Meta(Form.Meta):
        """A form that only reads needs no token."""

        csrf = False

    school = StringField(
        _("School"),
        description=_("Name and place, or the number in the register."),
        validators=[InputRequired(_("Enter a school."))],
    )
    grade = CountField(
        _("Grade"), largest=13, description=_("Leave it empty to ask for the school as a whole.")
    )
    day = DayField(_("Day"), validators=[InputRequired(_("Enter a day."))])
    # A class of the school page; it counts as long as nobody asks for another grade.
    class_group = HiddenField()

    def refuse(self, *, school: str = "", grade: str = "") -> None:
        """Say at its field what cannot be."""
        if school:
            self.school.errors = [school]
        if grade:
            self.grade.errors = [grade]


def name_month(day: date, *, is_short: bool = False) -> str:
    """Return the name of the month of a day."""
    return format_date(day, "LLL" if is_short else "LLLL", locale=language_code())


def name_period(row: CalendarRow) -> str:
    """Return the days of a row: one, or from the first to the last."""
    if row.starts_on == row.ends_on:
        return format_day(row.starts_on)
    return str(
        gettext("%(first)s to %(last)s", first=format_day(row.starts_on), last=format_day(row.ends_on))
    )


def closure_sentence(closure: Closure) -> str:
    """Return why a day is closed, in the person's language."""
    sentence = str(_REASONS[closure.reason])
    if closure.row is None:
        return sentence
    words = sentence % {"name": localized(closure.row), "period": name_period(closure.row)}
    return words[:1].upper() + words[1:]


def name_scope(scope: CalendarScope, level_names: Mapping[str, str], school_name: str = "") -> str:
    """Return for whom a row holds."""
    parts = [
        level_names.get(scope.level, scope.level) if scope.level else "",
        str(gettext("grade %(grade)s", grade=scope.grade)) if scope.grade else "",
        str(GROUP_NAMES[scope.winter_group]) if scope.winter_group else "",
        school_name,
    ]
    return ", ".join(part for part in parts if part) or str(gettext("everybody"))
