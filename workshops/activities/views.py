"""The list of activities and the page of one."""

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from core.language import language_code
from workshops.activities import queries
from workshops.activities.forms import ActivityFilterForm
from workshops.activities.queries import ActivityFilter
from workshops.activities.statements import ActivityKind

bp = Blueprint("activities", __name__, url_prefix="/activities")


@bp.get("")
def list_activities() -> ResponseReturnValue:
    """Show the activities that the filter in the address lets through."""
    filters = ActivityFilterForm(request.args)
    filters.offer(queries.list_providers(language_code()), queries.list_years())
    kind, year = filters.chosen("kind"), filters.chosen("year")
    wanted = ActivityFilter(
        kind=ActivityKind(kind) if kind else None,
        provider=filters.chosen("provider"),
        year=int(year) if year else None,
        sort=request.args.get("sort", ""),
        page=request.args.get("page", 1, type=int),
    )
    return render_template(
        "activities/list_activities.html",
        filters=filters,
        found=queries.list_activities(wanted),
        sort=wanted.sort,
    )


@bp.get("/<record_id>")
def show_activity(record_id: str) -> ResponseReturnValue:
    """Show one activity as its source states it."""
    activity = queries.find_activity(record_id)
    if activity is None:
        abort(404)
    return render_template(
        "activities/show_activity.html",
        activity=activity,
        regions=queries.list_regions(activity.region_codes),
    )
