"""The language of the page, and how numbers and dates are written in it."""

from collections.abc import Iterable
from contextlib import AbstractContextManager
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from babel.dates import format_date as babel_format_date
from babel.numbers import format_decimal
from flask import Flask, g, request, session
from flask_babel import Babel, LazyString, force_locale, get_locale, gettext

from core.clock import on_the_wall
from core.configuration import INTERFACE_LANGUAGES

# A sentence for a person: looked up in the catalogues when it is shown.
Text = str | LazyString
babel = Babel()
_DATES = {"sl": "d. M. y", "en": "d MMMM y", "it": "d MMMM y", "hu": "y. MMMM d."}
_WEEKDAY_DATES = {
    "sl": "EEEE, d. M. y",
    "en": "EEEE, d MMMM y",
    "it": "EEEE d MMMM y",
    "hu": "y. MMMM d., EEEE",
}
_CLOCK = "%H.%M"
_CLOCK_ELSEWHERE = "%H:%M"


def init_app(app: Flask) -> None:
    """Choose the language of each request and give the templates its filters."""
    babel.init_app(app, locale_selector=select_language)
    app.add_template_filter(format_day, "day")
    app.add_template_filter(format_weekday, "weekday")
    app.add_template_filter(format_clock, "clock")
    app.add_template_filter(format_moment, "moment")
    app.add_template_filter(format_number, "number")
    app.add_template_filter(format_percent, "percent")
    app.add_template_filter(join_list, "listed")
    app.add_template_filter(localized, "localized")
    app.add_template_global(language_code)


def select_language() -> str:
    """Return the language: the page's own, else what the person chose, else Slovene.

    The browser's wish is not asked: on a shared school tablet it speaks for nobody.
    """
    if chosen := g.get("language"):
        return str(chosen)
    asked = request.args.get("lang", "")
    if asked in INTERFACE_LANGUAGES:
        return asked
    kept = session.get("language", "")
    return kept if kept in INTERFACE_LANGUAGES else INTERFACE_LANGUAGES[0]


def in_language(code: str) -> AbstractContextManager[None]:
    """Speak one language inside a `with`."""
    chosen: AbstractContextManager[None] = force_locale(code)
    return chosen


def language_code() -> str:
    """Return the language of this page, two letters."""
    locale = get_locale()
    return str(locale.language) if locale else INTERFACE_LANGUAGES[0]


def localized(thing: object, attribute: str = "name") -> str:
    """Return what a row of the database is called in the language of the page, else in English."""
    named = getattr(thing, f"{attribute}_{language_code()}", None)
    return str(named or getattr(thing, f"{attribute}_en"))


def format_day(day: date) -> str:
    """Write a date: 5. 9. 2024, 5 September 2024."""
    return babel_format_date(day, _DATES[language_code()], locale=language_code())


def format_weekday(day: date) -> str:
    """Write a date with its day of the week."""
    return babel_format_date(day, _WEEKDAY_DATES[language_code()], locale=language_code())


def format_clock(moment: datetime) -> str:
    """Write the time that the clock in the school shows."""
    return on_the_wall(moment).strftime(_CLOCK if language_code() == "sl" else _CLOCK_ELSEWHERE)


def format_moment(moment: datetime) -> str:
    """Write date and time on the wall."""
    return f"{format_day(on_the_wall(moment).date())}, {format_clock(moment)}"


def format_number(value: float, digits: int = 0) -> str:
    """Write a number with the separators of the language, rounded half up."""
    exact = Decimal(repr(value)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    return str(format_decimal(exact, format=pattern, locale=language_code()))


def format_percent(share: float, digits: int = 0) -> str:
    """Write a share as a percentage: 0.756 is 76 %."""
    space = "" if language_code() == "en" else "\N{NO-BREAK SPACE}"
    return f"{format_number(share * 100, digits)}{space}%"


def join_list(parts: Iterable[object]) -> str:
    """Write several things as one list: a, b and c."""
    words = [str(part) for part in parts]
    if len(words) < 2:  # noqa: PLR2004 - one thing needs no "and"
        return "".join(words)
    return str(gettext("%(list)s and %(last)s", list=", ".join(words[:-1]), last=words[-1]))
