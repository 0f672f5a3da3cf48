"""The pages of the rotation: plans, their drafting and approval, and the public page of this year."""

from collections.abc import Callable

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from accounts.access import person
from accounts.models import User
from core import clock
from core.language import join_list, localized
from workshops.register import queries as register
from workshops.register.school_year import SchoolYear
from workshops.rotation import presentation, queries, services
from workshops.rotation.forms import DraftPlanForm
from workshops.rotation.models import RotationPlan
from workshops.rotation.planner import NoPlanFound
from workshops.rotation.services import NoDemand, NoRotation, PlanRefused

bp = Blueprint("rotation", __name__)
# How many school years from the last published one on a cycle may begin.
_YEARS_AHEAD = 4


@bp.get("/rotation-plans")
def list_plans() -> ResponseReturnValue:
    """Show every plan with where it stands."""
    return render_template("rotation/list_plans.html", plans=queries.list_plans())


@bp.get("/rotation-plans/<int:plan_id>")
def show_plan(plan_id: int) -> ResponseReturnValue:
    """Show the maps, turns, loads and reach of a plan."""
    plan = _plan(plan_id)
    regions = register.list_regions_with_boundaries()
    levels = queries.list_target_levels()
    return render_template(
        "rotation/show_plan.html",
        plan=plan,
        levels=levels,
        maps=presentation.draw_maps(plan, regions),
        rows=presentation.region_rows(plan, regions),
        loads=presentation.load_rows(plan, levels),
        cohorts=presentation.count_cohorts(queries.find_coverage(plan)),
        is_own=plan.created_by_id == person().id,
    )


@bp.route("/rotation-plans/draft", methods=["GET", "POST"])
def draft_plan() -> ResponseReturnValue:
    """Plan a cycle and keep it as a draft."""
    published = queries.list_published_years()
    first_years = _first_years(published)
    form = DraftPlanForm(data={"first_year": first_years[len(published)]})
    form.offer(first_years, published)
    if form.validate_on_submit():
        try:
            plan = services.draft_plan(form.to_request(), actor=person())
        except (NoDemand, NoRotation, NoPlanFound) as problem:
            form.form_errors.extend(_sentences(problem))
        else:
            flash(gettext("The plan is drafted. A second person has to approve it."), "success")
            return redirect(url_for("rotation.show_plan", plan_id=plan.id))
    return render_template("rotation/draft_plan.html", form=form)


@bp.post("/rotation-plans/<int:plan_id>/approve")
def approve_plan(plan_id: int) -> ResponseReturnValue:
    """Approve a draft as its second person."""
    return _take_step(plan_id, services.approve_plan, gettext("The plan is approved."))


@bp.post("/rotation-plans/<int:plan_id>/publish")
def publish_plan(plan_id: int) -> ResponseReturnValue:
    """Publish an approved plan."""
    return _take_step(plan_id, services.publish_plan, gettext("The plan is published."))


@bp.post("/rotation-plans/<int:plan_id>/discard")
def discard_plan(plan_id: int) -> ResponseReturnValue:
    """Take away a plan that was never published."""
    _plan(plan_id)
    try:
        services.discard_plan(plan_id, actor=person())
    except PlanRefused as refused:
        flash(str(presentation.REFUSALS[refused.reason]), "error")
        return redirect(url_for("rotation.show_plan", plan_id=plan_id))
    flash(gettext("The plan is discarded."), "success")
    return redirect(url_for("rotation.list_plans"))


@bp.get("/regions-this-year")
def show_regions_this_year() -> ResponseReturnValue:
    """Show everybody which regions are visited this school year, and which in the years around it."""
    this_year = str(SchoolYear.containing(clock.today()))
    plans = queries.list_published_plans()
    plan = queries.find_plan_of_year(this_year) or (plans[0] if plans else None)
    regions = register.list_regions_with_boundaries()
    return render_template(
        "rotation/show_regions_this_year.html",
        this_year=this_year,
        plan=plan,
        levels=queries.list_target_levels(),
        maps=presentation.draw_maps(plan, regions) if plan else [],
        rows=presentation.region_rows(plan, regions) if plan else [],
    )


def _plan(plan_id: int) -> RotationPlan:
    plan = queries.find_plan(plan_id)
    if plan is None:
        abort(404)
    return plan


def _take_step(plan_id: int, step: Callable[..., RotationPlan], done: str) -> ResponseReturnValue:
    _plan(plan_id)
    actor: User = person()
    try:
        step(plan_id, actor=actor)
    except PlanRefused as refused:
        flash(str(presentation.REFUSALS[refused.reason]), "error")
    else:
        flash(done, "success")
    return redirect(url_for("rotation.show_plan", plan_id=plan_id))


def _first_years(published: list[str]) -> list[str]:
    """Return the school years with which a cycle may begin: the published ones and some after them."""
    today = SchoolYear.containing(clock.today())
    last = SchoolYear.parse(published[-1]) if published else today.later(-1)
    ahead = [str(last.later(step)) for step in range(1, _YEARS_AHEAD + 1)]
    return [*published, *ahead]


def _sentences(problem: Exception) -> list[str]:
    """Say why there is no plan, in the person's language."""
    if isinstance(problem, NoRotation):
        regions = {region.code: localized(region) for region in register.list_regions()}
        levels = {level.code: localized(level) for level in register.list_levels()}
        conflict = [presentation.say_demand(demand, regions, levels) for demand in problem.conflict]
        return [gettext("No plan keeps all of this together:"), *conflict]
    if isinstance(problem, NoDemand):
        missing = [region for region in register.list_regions() if region.code in problem.region_codes]
        names = join_list(localized(region) for region in missing)
        where = gettext("These regions have none: %(regions)s.", regions=names) if names else ""
        return [
            gettext("There are no class groups of the target grades to plan for."),
            *filter(None, [where]),
        ]
    return [gettext("No plan was found in time. Ask for less, or try again.")]
