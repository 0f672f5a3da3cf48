"""Who may do what: the one place that says so. A route that is not listed here answers nobody."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person is in the programme."""

    COORDINATOR = "coordinator"
    OFFICER = "officer"
    FACILITATOR = "facilitator"
    ANALYST = "analyst"
    SAFEGUARDING_READER = "safeguarding_reader"
    ADMINISTRATOR = "administrator"


class Open(StrEnum):
    """Routes that need no account; what they show is guarded by what the visitor holds."""

    EVERYONE = "everyone"
    SIGNED_LINK = "signed_link"
    JOIN_CODE = "join_code"


class Permission(StrEnum):
    """Something that a person with an account may do."""

    BE_SIGNED_IN = "be_signed_in"
    SEE_OVERVIEW = "see_overview"
    SEE_REGISTER = "see_register"
    CHANGE_REGISTER = "change_register"
    SEE_CALENDAR = "see_calendar"
    SEE_ROTATION = "see_rotation"
    PLAN_ROTATION = "plan_rotation"
    SEE_VISITS = "see_visits"
    BOOK_VISITS = "book_visits"
    CHANGE_FACILITATORS = "change_facilitators"
    SEE_OWN_VISITS = "see_own_visits"
    RUN_SURVEYS = "run_surveys"
    RECORD_ATTENDANCE = "record_attendance"
    SEE_ACTIVITIES = "see_activities"
    SEE_QUESTIONNAIRES = "see_questionnaires"
    CONFIRM_HELP_LINES = "confirm_help_lines"
    SEE_INDICATORS = "see_indicators"
    RELEASE_FIGURES = "release_figures"
    SEE_REPORTS = "see_reports"


_IN_THE_FIELD = frozenset(
    {
        Permission.BE_SIGNED_IN,
        Permission.SEE_REGISTER,
        Permission.SEE_CALENDAR,
        Permission.SEE_ROTATION,
        Permission.SEE_VISITS,
        Permission.BOOK_VISITS,
        Permission.SEE_OWN_VISITS,
        Permission.RUN_SURVEYS,
        Permission.RECORD_ATTENDANCE,
        Permission.SEE_QUESTIONNAIRES,
        Permission.SEE_REPORTS,
    }
)
PERMISSIONS: Mapping[Role, frozenset[Permission]] = {
    Role.COORDINATOR: frozenset(Permission) - {Permission.SEE_OWN_VISITS},
    Role.OFFICER: _IN_THE_FIELD,
    Role.FACILITATOR: _IN_THE_FIELD,
    Role.ANALYST: frozenset(
        {
            Permission.BE_SIGNED_IN,
            Permission.SEE_OVERVIEW,
            Permission.SEE_REGISTER,
            Permission.SEE_CALENDAR,
            Permission.SEE_ROTATION,
            Permission.SEE_ACTIVITIES,
            Permission.SEE_QUESTIONNAIRES,
            Permission.SEE_INDICATORS,
            Permission.RELEASE_FIGURES,
            Permission.SEE_REPORTS,
        }
    ),
    Role.SAFEGUARDING_READER: frozenset({Permission.BE_SIGNED_IN, Permission.SEE_REPORTS}),
    Role.ADMINISTRATOR: frozenset(
        {Permission.BE_SIGNED_IN, Permission.SEE_REGISTER, Permission.SEE_CALENDAR}
    ),
}

ROUTES: Mapping[str, Open | Permission] = {
    # core
    "static": Open.EVERYONE,
    "bootstrap.static": Open.EVERYONE,
    "core.choose_language": Open.EVERYONE,
    "core.show_health": Open.EVERYONE,
    # accounts
    "accounts.start": Open.EVERYONE,
    "security.login": Open.EVERYONE,
    "security.logout": Open.EVERYONE,
    "security.verify": Permission.BE_SIGNED_IN,
    # workshops/register
    "register.list_schools": Permission.SEE_REGISTER,
    "register.show_school": Permission.SEE_REGISTER,
    "register.upload_register": Permission.CHANGE_REGISTER,
    "register.show_upload": Permission.CHANGE_REGISTER,
    "register.apply_upload": Permission.CHANGE_REGISTER,
    # workshops/calendar
    "calendar.show_calendar": Permission.SEE_CALENDAR,
    "calendar.ask_day": Permission.SEE_CALENDAR,
    # workshops/rotation
    "rotation.list_plans": Permission.SEE_ROTATION,
    "rotation.show_plan": Permission.SEE_ROTATION,
    "rotation.draft_plan": Permission.PLAN_ROTATION,
    "rotation.approve_plan": Permission.PLAN_ROTATION,
    "rotation.publish_plan": Permission.PLAN_ROTATION,
    "rotation.discard_plan": Permission.PLAN_ROTATION,
    "rotation.show_regions_this_year": Open.EVERYONE,
    # workshops/visits
    "visits.list_visits": Permission.SEE_VISITS,
    "visits.show_week": Permission.SEE_VISITS,
    "visits.list_own_visits": Permission.SEE_OWN_VISITS,
    "visits.choose_school": Permission.BOOK_VISITS,
    "visits.book_visit": Permission.BOOK_VISITS,
    "visits.show_visit": Permission.SEE_VISITS,
    "visits.confirm_visit": Permission.BOOK_VISITS,
    "visits.cancel_visit": Permission.BOOK_VISITS,
    "visits.show_day_sheet": Permission.SEE_VISITS,
    "visits.list_facilitators": Permission.SEE_VISITS,
    "visits.show_facilitator": Permission.SEE_VISITS,
    "visits.add_absence": Permission.BOOK_VISITS,
    "visits.remove_absence": Permission.BOOK_VISITS,
    # workshops/attendance
    "teacher.report_attendance": Open.SIGNED_LINK,
    "teacher.show_received": Open.SIGNED_LINK,
    "attendance.correct_attendance": Permission.RECORD_ATTENDANCE,
    "attendance.mark_not_held": Permission.RECORD_ATTENDANCE,
    "attendance.mark_held": Permission.RECORD_ATTENDANCE,
    "attendance.countersign": Permission.RECORD_ATTENDANCE,
    "attendance.issue_teacher_link": Permission.RECORD_ATTENDANCE,
    "attendance.revoke_teacher_link": Permission.RECORD_ATTENDANCE,
    # workshops/activities
    "activities.list_activities": Permission.SEE_ACTIVITIES,
    "activities.show_activity": Permission.SEE_ACTIVITIES,
    # surveys/questionnaires
    "questionnaires.list_questionnaires": Permission.SEE_QUESTIONNAIRES,
    "questionnaires.show_version": Permission.SEE_QUESTIONNAIRES,
    # surveys/responses
    "pupil.enter_code": Open.JOIN_CODE,
    "pupil.show_form": Open.JOIN_CODE,
    "pupil.send_answers": Open.JOIN_CODE,
    "responses.preview_version": Permission.SEE_QUESTIONNAIRES,
    "responses.confirm_help_lines": Permission.CONFIRM_HELP_LINES,
    "responses.show_survey": Permission.RUN_SURVEYS,
    "responses.prepare_surveys": Permission.RUN_SURVEYS,
    "responses.open_survey": Permission.RUN_SURVEYS,
    "responses.close_survey": Permission.RUN_SURVEYS,
    "responses.show_projector": Permission.RUN_SURVEYS,
    "responses.show_received": Permission.RUN_SURVEYS,
    # surveys/indicators
    "indicators.show_indicators": Permission.SEE_INDICATORS,
    "indicators.download_figures": Permission.SEE_INDICATORS,
    "indicators.release_figures": Permission.RELEASE_FIGURES,
    # surveys/reports
    "reports.show_overview": Permission.SEE_OVERVIEW,
    "reports.list_reports": Permission.SEE_REPORTS,
    "reports.show_report": Permission.SEE_REPORTS,
    "reports.download_table": Permission.SEE_REPORTS,
}


@dataclass(frozen=True)
class Scope:
    """Whose visits a person may see and change. None means all of them.

    A visit that the person leads is within the scope wherever it is: officers help out in other regions.
    """

    provider_id: int | None = None
    region_codes: frozenset[str] | None = None
    person_id: int | None = None

    def covers(self, provider_id: int, region_code: str) -> bool:
        """Tell whether a visit of this provider in this region lies within the scope, whoever leads it."""
        return (self.provider_id is None or self.provider_id == provider_id) and (
            self.region_codes is None or region_code in self.region_codes
        )


def permissions_of(roles: Collection[str]) -> frozenset[Permission]:
    """Return everything that these roles may do together."""
    return frozenset().union(*(PERMISSIONS[Role(role)] for role in roles))


def scope_of(
    roles: Collection[str],
    provider_id: int | None,
    region_codes: Collection[str],
    person_id: int | None = None,
) -> Scope:
    """Return the scope of a person: the coordinator and analyst see all, others what is theirs.

    An officer sees the regions of the directorate; a facilitator of an association sees the association's.
    """
    if {Role.COORDINATOR, Role.ANALYST} & set(roles):
        return Scope()
    # A person in the field without a provider sees nothing: no provider has the number -1.
    own = -1 if provider_id is None else provider_id
    return Scope(own, frozenset(region_codes) if Role.OFFICER in roles else None, person_id)
