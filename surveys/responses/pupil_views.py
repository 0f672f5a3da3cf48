"""The pupils' pages. They set no cookie and read none, and name neither the subject nor the pupil."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, Response, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestEntityTooLarge

from core import clock
from core.configuration import LANGUAGES
from core.language import in_language
from surveys.questionnaires.definition import Definition
from surveys.responses import queries, services
from surveys.responses.anonymity import PUPILS_PATH
from surveys.responses.answers import AnswersRefused, Refusal, usable_answers
from surveys.responses.guessing import GuessLimiter
from surveys.responses.help_lines import PROPOSED, Help
from surveys.responses.join_codes import tidy_code
from surveys.responses.models import CollectionMode
from surveys.responses.pages import TOKEN_PLACE, FormPage, PageCache, draw_token
from surveys.responses.queries import JoinedSurvey
from surveys.responses.services import SentForm, SurveyUnknown
from surveys.responses.wording import REFUSALS

bp = Blueprint("pupil", __name__, url_prefix=PUPILS_PATH)
LARGEST_FORM = 16 * 1024
_MOST_TYPED = 40
_MODES = {"tablet": CollectionMode.SHARED_TABLET}
# What a form carries besides answers.
_NO_ANSWERS = frozenset({"form_token", "version", "change"})


@bp.get("", strict_slashes=False)
def enter_code() -> ResponseReturnValue:
    """Ask for the code on the board, and lead to its form."""
    if code := tidy_code(request.args.get("code", "")[:_MOST_TYPED]):
        return redirect(url_for(".show_form", key=code, lang=request.args.get("lang")), 303)
    return _page("enter_code")


@bp.get("/<path:key>")
def show_form(key: str) -> ResponseReturnValue:
    """Show the questions, all on one page; a script shows them one by one."""
    survey = _join(key)
    if not survey.is_open(now := clock.now()):
        raise SurveyUnknown
    cache: PageCache[FormPage] = current_app.extensions["pupils_forms"]
    language, mode = _language(survey.language), _mode()
    page = cache.page(
        (survey.version_id, language, mode),
        now.timestamp(),
        lambda: FormPage(_draw_form(survey, language, mode)),
    )
    token = draw_token()
    if request.accept_encodings.quality("gzip"):
        return Response(page.compressed(token), mimetype="text/html", headers={"Content-Encoding": "gzip"})
    return Response(page.plain(token), mimetype="text/html")


@bp.post("/<path:key>")
def send_answers(key: str) -> ResponseReturnValue:
    """Store the answers, or show the form again with what was chosen in it."""
    request.max_content_length = LARGEST_FORM
    fields = request.form.to_dict(flat=False)
    survey, now = _join(key), clock.now()
    language, mode = _language(survey.language), _mode()
    if "change" in fields and survey.takes_answers(now):
        return _draw_form(survey, language, mode, fields)
    try:
        receipt = services.submit_response(_sent_form(fields, language, mode), survey, now=now)
    except AnswersRefused as refused:
        return _draw_form(survey, language, mode, fields, refused.refusal), 422
    return _page("received", language=language, receipt=receipt, mode=mode)


@bp.errorhandler(SurveyUnknown)
def show_not_found(_error: Exception) -> ResponseReturnValue:
    """Answer a wrong, closed, coming and guessed code alike."""
    return _page("not_found", 404)


@bp.errorhandler(services.TooManyGuesses)
def show_wait(_error: Exception) -> ResponseReturnValue:
    """Ask somebody from where too many wrong codes came to wait or to scan."""
    return *_page("wait", 429), {"Retry-After": "600"}


@bp.errorhandler(RequestEntityTooLarge)
def show_too_large(_error: Exception) -> ResponseReturnValue:
    """Say that more was sent than any form of ours can hold."""
    return _page("too_large", 413)


@bp.errorhandler(services.DatabaseFailure)
def show_unavailable(error: Exception) -> ResponseReturnValue:
    """Say that nothing was stored, and keep what was chosen ready to be sent again."""
    # The error's text would show the answers; its kind is enough to find the fault.
    current_app.logger.error("a pupil's page failed: %s", type(error).__name__)
    services.roll_back()
    fields = request.form if request.method == "POST" else {}
    # The database cannot be asked who has checked the help lines, so only the emergency number stands.
    page = _draw("not_stored", _language(), known_help=PROPOSED, fields=fields)
    return page, 503, {"Retry-After": "10"}


def draw_preview(definition: Definition, language: str) -> str:
    """Return the form as a pupil sees it; it cannot be sent."""
    return _draw(
        "form",
        language,
        definition=definition,
        mode=CollectionMode.OWN_PHONE,
        answers={},
        is_preview=True,
    )


def _join(key: str) -> JoinedSurvey:
    limiter: GuessLimiter = current_app.extensions["guess_limiter"]
    return services.join_survey(key, visitor=request.remote_addr or "", limiter=limiter, now=clock.now())


def _language(default: str = "") -> str:
    """Return the language that was asked for, else the school's, else Slovene."""
    for language in (request.args.get("lang", ""), default):
        if language in LANGUAGES:
            return language
    return next(iter(LANGUAGES))


def _mode() -> CollectionMode:
    return _MODES.get(request.args.get("mode", ""), CollectionMode.OWN_PHONE)


def _sent_form(fields: Mapping[str, Sequence[str]], language: str, mode: CollectionMode) -> SentForm:
    version = _first(fields, "version")
    return SentForm(
        form_token=_first(fields, "form_token"),
        version_id=int(version) if re.fullmatch(r"[0-9]{1,9}", version) else 0,
        fields={name: values for name, values in fields.items() if name not in _NO_ANSWERS},
        language=language,
        mode=mode,
    )


def _draw_form(
    survey: JoinedSurvey,
    language: str,
    mode: CollectionMode,
    fields: Mapping[str, Sequence[str]] | None = None,
    refusal: Refusal | None = None,
) -> str:
    """Draw the form: a new one with a place for its token, or one that came back with what was chosen."""
    definition = queries.get_definition(survey.version_id, survey.checksum)
    token = TOKEN_PLACE
    if fields is not None:
        token = "" if refusal is Refusal.NO_TOKEN else _first(fields, "form_token")
    return _draw(
        "form",
        language,
        definition=definition,
        version_id=survey.version_id,
        mode=mode,
        answers=usable_answers(definition, fields or {}),
        token=token or draw_token(),
        problem=REFUSALS[refusal] if refusal else "",
    )


def _first(fields: Mapping[str, Sequence[str]], name: str) -> str:
    return fields.get(name, [""])[0]


def _page(name: str, status: int = 200, *, language: str = "", **context: Any) -> tuple[str, int]:
    """Return a page that is the same for everybody; it is drawn once, so that answering costs no more."""
    language = language or _language()
    cache: PageCache[str] = current_app.extensions["pupils_pages"]
    key = (name, language, *context.values())
    return cache.page(key, clock.now().timestamp(), lambda: _draw(name, language, **context)), status


def _draw(name: str, language: str, *, known_help: Help | None = None, **context: Any) -> str:
    with in_language(language):
        return render_template(
            f"responses/{name}.html",
            help=known_help or queries.get_help(),
            today=clock.today(),
            languages=LANGUAGES,
            **context,
        )
