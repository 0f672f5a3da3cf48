"""The staff's pages of a survey: open and close it, show its code to the class, preview, help lines."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from accounts.access import own_scope, person
from core import clock
from core.configuration import LANGUAGES
from core.language import language_code
from core.squares import draw_square
from surveys.responses import queries, services
from surveys.responses.forms import help_lines_form
from surveys.responses.join_codes import spell_code
from surveys.responses.models import SurveyState, WorkshopSurvey
from surveys.responses.panels import address_of
from surveys.responses.pupil_views import draw_preview
from surveys.responses.wording import STATE_TAGS, STATES, say_received
from workshops.visits.models import Workshop

bp = Blueprint("responses", __name__, url_prefix="/responses")


@bp.get("/workshops/<int:workshop_id>")
def show_survey(workshop_id: int) -> ResponseReturnValue:
    """Show the survey of a workshop: its state, code and number of answers."""
    workshop = _workshop(workshop_id)
    survey, now = queries.find_survey(workshop.id), clock.now()
    return render_template(
        "responses/show_survey.html",
        workshop=workshop,
        survey=survey,
        state=survey.state(now) if survey else None,
        states=STATES,
        tags=STATE_TAGS,
        received=_say_received(survey) if survey else "",
        code=spell_code(survey.typed_code) if survey else "",
        square=draw_square(address_of(survey)) if survey else "",
        tablet_square=draw_square(address_of(survey, mode="tablet")) if survey else "",
        tablet_address=address_of(survey, mode="tablet") if survey else "",
    )


@bp.post("/workshops/<int:workshop_id>/prepare")
def prepare_surveys(workshop_id: int) -> ResponseReturnValue:
    """Give every workshop of the visit a code."""
    workshop = _workshop(workshop_id)
    try:
        services.prepare_surveys(workshop.visit.workshops, actor=person())
    except services.NoQuestionnaire:
        flash(gettext("No questionnaire has been published for schools of this level."), "error")
    return redirect(url_for(".show_survey", workshop_id=workshop_id), 303)


@bp.post("/workshops/<int:workshop_id>/open")
def open_survey(workshop_id: int) -> ResponseReturnValue:
    """Open the survey now, whatever the timetable says."""
    services.open_survey(_survey(workshop_id), actor=person(), now=clock.now())
    flash(gettext("The survey is open."), "success")
    return redirect(url_for(".show_survey", workshop_id=workshop_id), 303)


@bp.post("/workshops/<int:workshop_id>/close")
def close_survey(workshop_id: int) -> ResponseReturnValue:
    """Close the survey now."""
    services.close_survey(_survey(workshop_id), actor=person(), now=clock.now())
    flash(
        gettext("The survey is closed. Pupils who had begun can still send their answers for 15 minutes."),
        "success",
    )
    return redirect(url_for(".show_survey", workshop_id=workshop_id), 303)


@bp.get("/workshops/<int:workshop_id>/projector")
def show_projector(workshop_id: int) -> ResponseReturnValue:
    """Show the class the code, large."""
    survey = _survey(workshop_id)
    return render_template(
        "responses/show_projector.html",
        survey=survey,
        address=url_for("pupil.enter_code", _external=True).split("://", 1)[1],
        code=spell_code(survey.typed_code),
        square=draw_square(address_of(survey)),
        is_open=survey.state(clock.now()) is SurveyState.OPEN,
        received=_say_received(survey),
    )


@bp.get("/workshops/<int:workshop_id>/received")
def show_received(workshop_id: int) -> ResponseReturnValue:
    """Say how many answers have come in, for the projector."""
    return _say_received(_survey(workshop_id)), {"Content-Type": "text/plain; charset=utf-8"}


@bp.get("/previews/<int:version_id>")
def preview_version(version_id: int) -> ResponseReturnValue:
    """Show a questionnaire as the pupils see it."""
    definition = queries.find_definition(version_id)
    if definition is None:
        abort(404)
    asked = request.args.get("lang", "")
    return draw_preview(definition, asked if asked in LANGUAGES else language_code())


@bp.route("/help-lines", methods=["GET", "POST"])
def confirm_help_lines() -> ResponseReturnValue:
    """Let the coordinator check the numbers that pupils may call."""
    known, today = queries.get_help(), clock.today()
    form = help_lines_form(known, language_code())
    if form.validate_on_submit():
        services.confirm_help_lines(form.numbers, actor=person(), today=today)
        flash(gettext("Pupils now see these numbers."), "success")
        return redirect(url_for(".confirm_help_lines"), 303)
    return render_template("responses/confirm_help_lines.html", form=form, help=known, today=today)


def _workshop(workshop_id: int) -> Workshop:
    """Return a workshop of the person's own, or answer that there is none."""
    return queries.find_workshop(workshop_id, own_scope()) or abort(404)


def _survey(workshop_id: int) -> WorkshopSurvey:
    return queries.find_survey(_workshop(workshop_id).id) or abort(404)


def _say_received(survey: WorkshopSurvey) -> str:
    return say_received(queries.count_responses(survey.workshop_id), is_final=survey.is_final(clock.now()))
