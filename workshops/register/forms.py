"""The filter of the list, the upload, and the words for what the register says."""

from collections.abc import Iterable, Mapping
from typing import Protocol

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _
from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField, SearchField, SelectChoice, SelectField, SubmitField

from core.forms import Form
from core.language import Text, join_list

SHOWN_PROBLEMS = 200
SHOWN_SCHOOLS = 200
LANGUAGE_NAMES: Mapping[str, Text] = {"sl": _("Slovene"), "it": _("Italian"), "hu": _("Hungarian")}
ROLE_NAMES: Mapping[str, Text] = {
    "single": _("school"),
    "parent": _("parent school"),
    "branch": _("branch"),
    "centre": _("school centre"),
    "unit": _("school of a centre"),
}
WINTER_GROUP_NAMES: Mapping[str, Text] = {"west": _("west"), "east": _("east")}
BASIS_NAMES: Mapping[str, Text] = {
    "register": _("from the register"),
    "reported": _("reported by the school"),
    "modelled": _("modelled"),
}
FIELD_NAMES: Mapping[str, Text] = {
    "name": _("Name"),
    "level_code": _("Level"),
    "role": _("Role"),
    "parent_id": _("Parent school"),
    "entity_id": _("Legal body"),
    "address": _("Address"),
    "postcode": _("Postcode"),
    "post": _("Post office"),
    "municipality_code": _("Municipality"),
    "region_code": _("Region"),
    "lat": _("Latitude"),
    "lon": _("Longitude"),
    "language": _("Language of instruction"),
    "website": _("Website"),
    "is_bookable": _("Can be visited"),
    "is_closed": _("Closed"),
    "note": _("Note"),
}
ACTION_NAMES: Mapping[str, Text] = {
    "added": _("Added to the register"),
    "changed": _("Changed"),
    "closed": _("Closed"),
    "reopened": _("Opened again"),
}
STATE_NAMES: Mapping[str, Text] = {
    "": _("Open schools"),
    "closed": _("Closed schools"),
    "all": _("All schools"),
}
_PROBLEMS: Mapping[str, Text] = {
    # The file as a whole
    "file_too_large": _("The file is larger than %(detail)s MB."),
    "not_utf8": _("The file is not UTF-8 text. Save it as “CSV UTF-8” and try again."),
    "not_text": _("The file is not a text file."),
    "empty_file": _("The file is empty."),
    "not_csv": _("The line cannot be read as CSV: %(detail)s."),
    "missing_column": _("The column is missing."),
    "repeated_column": _("The column stands in the heading more than once."),
    "unknown_column": _("The register file has no such column."),
    "wrong_number_of_cells": _("The line has %(detail)s cells of those in the heading."),
    "too_many_rows": _("The file has more than %(detail)s rows."),
    # One cell
    "empty_cell": _("The cell is empty."),
    "formula": _("“%(detail)s” begins like a formula."),
    "control_character": _("The cell holds a line break or another invisible character."),
    "too_long": _("The text is longer than %(detail)s characters."),
    "unknown_level": _("There is no level of school “%(detail)s”."),
    "unknown_role": _("“%(detail)s” is none of parent, branch, centre, unit, single."),
    "unknown_municipality_code": _("There is no municipality “%(detail)s”."),
    "unknown_region_code": _("There is no statistical region “%(detail)s”."),
    "unknown_bookable": _("“%(detail)s” is neither 0 nor 1."),
    "unknown_status": _("“%(detail)s” is none of active, active_2021, check, closed, superseded."),
    "unknown_language": _("“%(detail)s” is no known language; write sl, it, hu or two joined as sl-hu."),
    "decimal_comma": _("“%(detail)s” has a decimal comma; write a decimal point."),
    "not_a_number": _("“%(detail)s” is not a number."),
    "not_degrees": _("“%(detail)s” are no degrees of latitude or longitude."),
    "far_from_municipality": _("The point lies %(detail)s km from the seat of the municipality."),
    "not_a_web_address": _("“%(detail)s” does not begin with http:// or https://."),
    "other_municipality_name": _("The municipality with this code is called %(detail)s."),
    "other_region": _("The municipality lies in the region %(detail)s."),
    "other_winter_group": _("The municipality has the winter holidays of the group “%(detail)s”."),
    "parent_missing": _("A school with the role “%(detail)s” needs a parent."),
    "parent_not_expected": _("A school with the role “%(detail)s” has no parent."),
    # Between rows
    "repeated_id": _("The number stands in the file more than once (number and first line: %(detail)s)."),
    "unknown_parent": _("“%(detail)s” is neither in the file nor in the register."),
    "parent_is_a_branch": _("“%(detail)s” has a parent itself."),
}


class Problem(Protocol):
    """What is wrong with a file, and where."""

    @property
    def line(self) -> int:
        """The line; 0 is the file as a whole."""

    @property
    def column(self) -> str:
        """The column, or empty."""

    @property
    def code(self) -> str:
        """What is wrong, in one word."""

    @property
    def detail(self) -> str:
        """What stands there, or what should."""


class SchoolFilterForm(Form):
    """Which schools are shown; it stands in the address, so a view can be sent to a colleague."""

    class Meta(Form.Meta):
        """A form that only reads needs no token."""

        csrf = False

    text = SearchField(_("Name or place"))
    region = SelectField(_("Region"), validate_choice=False)
    level = SelectField(_("Level"), validate_choice=False)
    language = SelectField(_("Language"), validate_choice=False)
    state = SelectField(
        _("Open or closed"),
        validate_choice=False,
        choices=[SelectChoice(code, name) for code, name in STATE_NAMES.items()],
    )

    def offer(
        self, regions: Iterable[tuple[str, str]], levels: Iterable[tuple[str, str]], languages: Iterable[str]
    ) -> None:
        """Fill the lists to choose from."""
        everything = SelectChoice("", gettext("All"))
        self.region.choices = [everything, *(SelectChoice(*region) for region in regions)]
        self.level.choices = [everything, *(SelectChoice(*level) for level in levels)]
        spoken = [SelectChoice(code, name_languages(code)) for code in languages]
        self.language.choices = [SelectChoice("", gettext("All languages")), *spoken]

    def chosen(self, name: str) -> str:
        """Return a choice; what is not in the list chooses nothing."""
        field = self[name]
        return field.data if field.data in {choice.value for choice in field.choices} else ""


class UploadForm(Form):
    """A register file."""

    file = FileField(
        _("Register file (CSV)"),
        description=_("UTF-8, at most 2 MB. Nothing changes before you have seen and confirmed the changes."),
        validators=[FileRequired(_("Choose a file."))],
        render_kw={"accept": ".csv,text/csv"},
    )
    submit = SubmitField(_("Show the changes"))

    def refuse(self, count: int) -> None:
        """Say at the field that the file was not imported."""
        self.file.errors = [
            ngettext(
                "Nothing was imported: the file has %(num)s problem.",
                "Nothing was imported: the file has %(num)s problems.",
                count,
            )
        ]


class ConfirmForm(Form):
    """The confirmation of exactly the changes that were shown."""

    fingerprint = HiddenField()
    submit = SubmitField(_("Apply the changes"))


def name_languages(language: str) -> str:
    """Return the languages of instruction in words: sl-hu is Slovene and Hungarian."""
    return join_list(LANGUAGE_NAMES.get(code, code) for code in language.split("-"))


def name_value(value: object) -> str:
    """Return a value of the register as a person reads it."""
    if isinstance(value, bool):
        return str(gettext("yes") if value else gettext("no"))
    return "\N{EN DASH}" if value in (None, "") else str(value)


def problem_sentence(problem: Problem) -> str:
    """Return what is wrong, in the person's language."""
    return str(_PROBLEMS[problem.code]) % {"detail": problem.detail}
