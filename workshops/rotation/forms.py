"""The form of a draft."""

import math
import secrets
from collections.abc import Iterable

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, FloatField, HiddenField, SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length, ValidationError

from core.forms import Form
from core.language import Text
from workshops.register.school_year import SchoolYear
from workshops.rotation.drafting import CYCLE_YEARS, DraftRequest
from workshops.rotation.problem import Weights

_HEAVIEST = 1000
_TOKEN_LENGTH = 32


class WeightField(FloatField):  # type: ignore[misc]
    """How much a wish counts: a number from 0 to 1000, with a comma or a point; what was typed stays."""

    def __init__(self, label: Text, **options: object) -> None:
        super().__init__(label, [InputRequired(_("Enter a number, such as 0.5."))], **options)

    def _value(self) -> str:
        return str(self.raw_data[0]) if self.raw_data else f"{self.data:g}"

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number, or say what a number looks like."""
        self.data = None
        try:
            weight = float(valuelist[0].strip().replace(",", ".")) if valuelist else math.nan
        except ValueError as error:
            raise ValueError(gettext("Enter a number, such as 0.5.")) from error
        if not 0 <= weight <= _HEAVIEST:
            raise ValueError(gettext("Enter a number from 0 to %(largest)s.", largest=_HEAVIEST))
        self.data = weight


class DraftPlanForm(Form):
    """What the planner shall plan, what stays, and how much each wish counts."""

    name = StringField(
        _("Name"),
        [Length(max=200, message=_("Enter at most 200 characters."))],
        description=_("Empty: the plan is called by its school years."),
    )
    first_year = SelectField(
        _("First school year of the cycle"),
        validate_choice=False,
        description=_("The cycle has three years."),
    )
    fixed_years = SelectMultipleField(_("Years that stay as they are published"), validate_choice=False)
    follow = BooleanField(_("The second level comes the year after the first"), default=True)
    contiguous = BooleanField(_("The regions of one year are connected on the map"))
    balance = WeightField(_("Weight of equal loads"), default=1.0)
    cut = WeightField(
        _("Weight of neighbours in the same year"),
        default=0.0,
        description=_("Counts each pair of neighbouring regions that is visited in different years."),
    )
    changes = WeightField(
        _("Weight of few changes"),
        default=0.0,
        description=_("Counts each turn that differs from the published plan."),
    )
    form_token = HiddenField(default=lambda: secrets.token_hex(16))

    def offer(self, first_years: Iterable[str], published_years: Iterable[str]) -> None:
        """Fill the lists to choose from."""
        self.first_year.choices = [(year, year) for year in first_years]
        self.fixed_years.choices = [(year, year) for year in published_years]

    def validate_first_year(self, field: SelectField) -> None:
        """Take a school year of the list."""
        if field.data not in dict(field.choices):
            raise ValidationError(gettext("Choose a school year of the list."))

    def validate_fixed_years(self, field: SelectMultipleField) -> None:
        """Take published years that lie within the cycle."""
        if not set(field.data) <= set(dict(field.choices)):
            raise ValidationError(gettext("Choose school years of the list."))
        if self.first_year.data in dict(self.first_year.choices):
            first = SchoolYear.parse(self.first_year.data)
            cycle = {str(first.later(step)) for step in range(CYCLE_YEARS)}
            if not set(field.data) <= cycle:
                raise ValidationError(
                    gettext("Only years of the cycle can stay: %(years)s.", years=", ".join(sorted(cycle)))
                )

    def validate_form_token(self, field: HiddenField) -> None:
        """Take a token that a form of ours made; a mangled one is replaced."""
        if len(field.data or "") != _TOKEN_LENGTH or not field.data.isalnum():
            field.data = secrets.token_hex(_TOKEN_LENGTH // 2)

    def to_request(self) -> DraftRequest:
        """Return what was asked for."""
        return DraftRequest(
            name=self.name.data or "",
            first_year=self.first_year.data,
            fixed_years=tuple(sorted(self.fixed_years.data)),
            follow=self.follow.data,
            contiguous=self.contiguous.data,
            weights=Weights(*(float(wish.data or 0) for wish in (self.balance, self.cut, self.changes))),
            form_token=self.form_token.data,
        )
