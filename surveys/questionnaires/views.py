"""The questionnaires as the staff sees them: what is asked, in which words, and what counts."""

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue

from core.configuration import LANGUAGES
from surveys.questionnaires import queries
from surveys.questionnaires.definition import parse_definition
from surveys.questionnaires.wording import INDICATORS, KINDS, MEASURES

bp = Blueprint("questionnaires", __name__, url_prefix="/questionnaires")


@bp.get("")
def list_questionnaires() -> ResponseReturnValue:
    """Show every questionnaire with its versions."""
    return render_template(
        "questionnaires/list_questionnaires.html",
        rows=[
            (version, parse_definition(version.definition))
            for questionnaire in queries.list_questionnaires()
            for version in reversed(questionnaire.versions)
        ],
        languages=LANGUAGES,
    )


@bp.get("/<code>/<int:number>")
def show_version(code: str, number: int) -> ResponseReturnValue:
    """Show all questions of one version, its languages side by side, with what counts."""
    version = queries.find_version(code, number)
    if version is None:
        abort(404)
    return render_template(
        "questionnaires/show_version.html",
        version=version,
        definition=parse_definition(version.definition),
        languages=LANGUAGES,
        kinds=KINDS,
        measures=MEASURES,
        indicators=INDICATORS,
    )
