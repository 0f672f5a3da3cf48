"""What a report is made from."""

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import ColumnElement, and_, exists, func, or_, select

from accounts.models import Provider
from core.database import db
from core.settings import simulated_school_years
from surveys.indicators.models import Tally
from surveys.indicators.queries import find_released_figures
from surveys.reports.annual_report import (
    Copies,
    DeliveredWorkshop,
    PublishedShare,
    ReportInput,
    school_years_of,
)
from surveys.reports.contradictions import Check, StatedFigure, check_figures
from surveys.reports.models import PublishedFigure, StatedTotal
from surveys.responses.models import Response
from workshops.activities.models import Activity
from workshops.activities.queries import list_statements
from workshops.activities.statements import Named
from workshops.attendance.models import Attendance, Handout, Material
from workshops.register.models import School, SchoolLevel, StatisticalRegion
from workshops.rotation.queries import list_turns
from workshops.visits.models import Visit, Workshop


def get_report_input(year: int, today: date) -> ReportInput:
    """Return everything that the report of a calendar year is made from."""
    released = find_released_figures()
    return ReportInput(
        year=year,
        built_on=today,
        regions=_names(db.session.scalars(select(StatisticalRegion).order_by(StatisticalRegion.code))),
        levels=_names(db.session.scalars(select(SchoolLevel).order_by(SchoolLevel.position))),
        turns=list_turns(school_years_of(year)),
        delivered=list_delivered(date(year, 1, 1), min(date(year, 12, 31), today), today),
        handouts=_handouts(year),
        statements=list_statements(year),
        stated_figures=_stated_figures(StatedTotal.year == year),
        published_shares=_published_shares(year),
        figures=() if released is None else tuple(released.figures.values()),
        simulated_years=simulated_school_years(),
    )


def list_report_years(today: date) -> list[int]:
    """Return the calendar years of which something is known, the newest first."""
    days = db.session.scalars(
        select(Visit.held_on)
        .where(Visit.confirmed_at.is_not(None), Visit.cancelled_at.is_(None), Visit.held_on < today)
        .distinct()
    )
    stated = db.session.scalars(select(Activity.year).where(Activity.year <= today.year).distinct())
    return sorted({day.year for day in days} | set(stated), reverse=True)


def list_contradictions() -> list[Check]:
    """Return every stated figure of every year that its own parts contradict."""
    figures = _stated_figures()
    years = sorted({figure.year for figure in figures})
    statements = [statement for year in years for statement in list_statements(year)]
    return [check for check in check_figures(figures, statements) if check.is_contradiction]


def list_delivered(first: date, last: date, today: date) -> list[DeliveredWorkshop]:
    """Return the workshops held between two days: confirmed and past, or with attendance."""
    between = Visit.held_on.between(first, last)
    tallied = _tallied(between)
    answered = _answered(between)
    rows = db.session.execute(
        select(
            Workshop.id,
            Visit.held_on,
            Visit.school_year,
            School.region_code,
            func.coalesce(SchoolLevel.follows_code, School.level_code),
            Provider,
            School.id,
            Attendance,
        )
        .join(Visit, Visit.id == Workshop.visit_id)
        .join(School, School.id == Visit.school_id)
        .join(SchoolLevel, SchoolLevel.code == School.level_code)
        .join(Provider, Provider.id == Visit.provider_id)
        .outerjoin(Attendance, Attendance.workshop_id == Workshop.id)
        .where(between, is_delivered(today))
        .order_by(Visit.held_on, Workshop.id)
    )
    delivered = []
    for number, held_on, school_year, region, level, provider, school, attendance in rows:
        responses, surplus = tallied.get(number, (answered.get(number, 0), 0))
        delivered.append(
            DeliveredWorkshop(
                held_on=held_on,
                school_year=school_year,
                region_code=region,
                level_code=level,
                provider=Named(provider.code, provider.name, provider.name),
                school_id=school,
                present=None if attendance is None else attendance.present,
                teachers=0 if attendance is None else attendance.teachers,
                other_educators=0 if attendance is None else attendance.other_educators,
                responses=responses,
                surplus=surplus,
            )
        )
    return delivered


def is_delivered(today: date) -> ColumnElement[bool]:
    """Return the condition that a workshop, joined with its visit, was held."""
    has_attendance = exists().where(Attendance.workshop_id == Workshop.id).correlate(Workshop)
    return and_(
        Visit.cancelled_at.is_(None),
        Workshop.not_held_reason.is_(None),
        or_(
            and_(Visit.confirmed_at.is_not(None), Visit.held_on < today),
            has_attendance,
        ),
    )


def _tallied(between: ColumnElement[bool]) -> dict[int, tuple[int, int]]:
    """Return responses and surplus of each workshop that has been tallied."""
    rows = db.session.execute(
        select(Tally.workshop_id, func.sum(Tally.responses), func.sum(Tally.surplus))
        .join(Workshop, Workshop.id == Tally.workshop_id)
        .join(Visit, Visit.id == Workshop.visit_id)
        .where(between)
        .group_by(Tally.workshop_id)
    )
    return {number: (int(responses), int(surplus)) for number, responses, surplus in rows}


def _answered(between: ColumnElement[bool]) -> dict[int, int]:
    """Return the stored responses of each workshop."""
    rows = db.session.execute(
        select(Response.workshop_id, func.count())
        .join(Workshop, Workshop.id == Response.workshop_id)
        .join(Visit, Visit.id == Workshop.visit_id)
        .where(between)
        .group_by(Response.workshop_id)
    )
    return {row[0]: row[1] for row in rows}


def _handouts(year: int) -> list[Copies]:
    rows = db.session.execute(
        select(Material, func.sum(Handout.copies))
        .join(Handout, Handout.material_id == Material.id)
        .join(Workshop, Workshop.id == Handout.workshop_id)
        .join(Visit, Visit.id == Workshop.visit_id)
        .where(Visit.held_on.between(date(year, 1, 1), date(year, 12, 31)), Visit.cancelled_at.is_(None))
        .group_by(Material.id)
        .order_by(Material.code)
    )
    return [
        Copies(Named(material.code, material.name_sl, material.name_en), copies) for material, copies in rows
    ]


def _stated_figures(*conditions: ColumnElement[bool]) -> list[StatedFigure]:
    totals = db.session.scalars(
        select(StatedTotal).where(*conditions).order_by(StatedTotal.year, StatedTotal.stated_in)
    )
    return [
        StatedFigure(
            name=Named(total.code, total.name_sl, total.name_en),
            year=total.year,
            measure=total.measure,
            stated=total.stated,
            stated_in=total.stated_in,
            parts=tuple(total.parts),
            source=Named(total.stated_in, total.source_sl, total.source_en),
        )
        for total in totals
    ]


def _published_shares(year: int) -> list[PublishedShare]:
    figures = db.session.scalars(
        select(PublishedFigure).filter_by(year=year).order_by(PublishedFigure.percent.desc())
    )
    return [
        PublishedShare(
            Named(figure.indicator, figure.name_sl, figure.name_en),
            Named(figure.provider_en, figure.provider_sl, figure.provider_en),
            figure.percent,
        )
        for figure in figures
    ]


def _names(rows: Iterable[StatisticalRegion | SchoolLevel]) -> Sequence[Named]:
    return [Named(row.code, row.name_sl, row.name_en) for row in rows]
