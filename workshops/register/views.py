"""The list of schools, the page of one, and the upload of a register file."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from accounts.access import person
from core import audit, clock
from core.language import localized
from core.tables import UnreadableTable
from workshops.register import forms, queries, services
from workshops.register.forms import ConfirmForm, SchoolFilterForm, UploadForm
from workshops.register.queries import SchoolSearch
from workshops.register.school_panels import render_school_panels
from workshops.register.services import RegisterMovedError, RegisterProblems

bp = Blueprint("register", __name__, url_prefix="/schools")
bp.add_app_template_filter(forms.name_languages, "languages")
bp.add_app_template_filter(forms.name_value, "register_value")
bp.add_app_template_filter(forms.problem_sentence, "problem_sentence")


@bp.context_processor
def provide_words() -> dict[str, object]:
    """Give the templates the words for codes."""
    return {"words": forms}


@bp.get("")
def list_schools() -> ResponseReturnValue:
    """Show the schools that the filter in the address lets through."""
    filters = SchoolFilterForm(request.args)
    filters.offer(
        [(region.code, localized(region)) for region in queries.list_regions()],
        [(level.code, localized(level)) for level in queries.list_levels()],
        queries.list_languages(),
    )
    search = SchoolSearch(
        school_year=queries.default_school_year(clock.today()),
        text=filters.text.data or "",
        region_code=filters.chosen("region"),
        level_code=filters.chosen("level"),
        language=filters.chosen("language"),
        state=filters.chosen("state"),
        sort=request.args.get("sort", ""),
        page=request.args.get("page", 1, type=int),
    )
    return render_template(
        "register/list_schools.html", filters=filters, search=search, found=queries.list_schools(search)
    )


@bp.get("/<school_id>")
def show_school(school_id: str) -> ResponseReturnValue:
    """Show what is known about one school."""
    school = queries.find_school(school_id)
    if school is None:
        abort(404)
    school_years = queries.list_school_years()
    asked = request.args.get("school_year", "")
    school_year = asked if asked in school_years else queries.default_school_year(clock.today())
    return render_template(
        "register/show_school.html",
        school=school,
        school_year=school_year,
        school_years=school_years,
        class_groups=queries.list_class_groups(school.id, school_year),
        panels=render_school_panels(school, clock.today()),
        history=audit.list_entries("school", school.id),
    )


@bp.route("/uploads/new", methods=["GET", "POST"])
def upload_register() -> ResponseReturnValue:
    """Read a register file and lead to what it changes, or show everything that is wrong with it."""
    form = UploadForm()
    problems: tuple[forms.Problem, ...] = ()
    if form.validate_on_submit():
        try:
            upload = services.upload_register(form.file.data.filename, form.file.data.read(), actor=person())
        except (UnreadableTable, RegisterProblems) as refused:
            problems = refused.problems
            form.refuse(len(problems))
        else:
            return redirect(url_for("register.show_upload", upload_id=upload.id))
    return render_template("register/upload_register.html", form=form, problems=problems)


@bp.get("/uploads/<upload_id>")
def show_upload(upload_id: str) -> ResponseReturnValue:
    """Show what an uploaded file changes, or that it was applied."""
    upload = queries.find_upload(upload_id, person_id=person().id, now=clock.now())
    if upload is None:
        abort(404)
    change = services.preview_register(queries.records_of(upload))
    return render_template(
        "register/show_upload.html",
        upload=upload,
        change=change,
        form=ConfirmForm(fingerprint=change.fingerprint),
    )


@bp.post("/uploads/<upload_id>/apply")
def apply_upload(upload_id: str) -> ResponseReturnValue:
    """Apply the changes that were shown."""
    form = ConfirmForm()
    upload = queries.find_upload(upload_id, person_id=person().id, now=clock.now())
    if upload is None or not form.validate():
        abort(404)
    try:
        services.apply_upload(upload.id, form.fingerprint.data or "", actor=person())
    except RegisterMovedError:
        flash(
            gettext("The register has changed since you saw this page. Look at the changes again."), "warning"
        )
    else:
        flash(gettext("The register is up to date with the file."), "success")
    return redirect(url_for("register.show_upload", upload_id=upload_id))
