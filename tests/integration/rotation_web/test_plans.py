import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from core import audit
from core.database import db
from tests.factories.accounts import make_coordinator
from tests.factories.rotation import CODES, make_country, make_plan
from workshops.register import services as register
from workshops.rotation import queries, services
from workshops.rotation.drafting import DraftRequest
from workshops.rotation.models import RotationPlan
from workshops.rotation.problem import Assignment, Weights
from workshops.rotation.services import NoDemand, NoRotation, PlanRefused, Refusal

REQUEST = DraftRequest("", "2023/24", form_token="a" * 32)


def test_published_rotation_of_slovenia_is_completed_by_the_planner(app_on_both: Flask) -> None:
    register.load_slovenia()
    register.load_modelled_class_groups(["2024/25"])

    plan = services.load_slovenia()

    assert plan.state == "published"
    third = {(cell.level_code, cell.region_code) for cell in plan.assignments if not cell.is_fixed}
    primary = {("primary", code) for code in ("SI035", "SI041", "SI042", "SI043")}
    secondary = {("secondary", code) for code in ("SI031", "SI032", "SI033", "SI034")}
    assert third == primary | secondary
    assert {cell.source for cell in plan.assignments if cell.is_fixed} == {"gov.si prevention page"}
    assert plan.result["status"] == "optimal"
    assert plan.result["bases"] == ["modelled"]
    assert services.load_slovenia().id == plan.id
    coverage = queries.find_coverage(plan)
    assert coverage is not None
    assert {(row.once, row.twice_or_more, row.never) for row in coverage.summary} == {(3, 0, 0)}


def test_draft_keeps_its_plan_and_who_made_it(app_on_both: Flask) -> None:
    make_country()
    klara = make_coordinator()

    plan = services.draft_plan(REQUEST, actor=klara)

    assert plan.state == "draft"
    assert plan.created_by == klara
    assert len(plan.assignments) == 2 * len(CODES)
    assert plan.name == "2023/24 \N{EN DASH} 2025/26"
    assert [entry.action for entry in audit.list_entries("rotation_plan", plan.id)] == ["drafted"]


def test_same_form_makes_one_plan(app_on_both: Flask) -> None:
    make_country()
    klara = make_coordinator()

    first, second = (services.draft_plan(REQUEST, actor=klara) for _ in range(2))

    assert first.id == second.id
    assert len(db.session.scalars(select(RotationPlan)).all()) == 1


def test_database_takes_the_token_of_a_form_once(app_on_both: Flask) -> None:
    make_country()
    make_plan().form_token = REQUEST.form_token
    make_plan().form_token = REQUEST.form_token

    with pytest.raises(IntegrityError):
        db.session.flush()
    db.session.rollback()


def test_draft_without_class_groups_names_what_is_missing(app: Flask) -> None:
    make_country(with_classes=False)
    klara = make_coordinator()

    with pytest.raises(NoDemand):
        services.draft_plan(REQUEST, actor=klara)


def test_draft_that_cannot_be_says_what_contradicts(app: Flask) -> None:
    make_country()
    klara = make_coordinator()
    # Published: the secondary school comes two years after the primary one.
    turns = {("2023/24", "primary"): "SI031", ("2025/26", "secondary"): "SI031"}
    make_plan(published=True, turns=turns)

    with pytest.raises(NoRotation) as refused:
        services.draft_plan(
            DraftRequest("", "2023/24", ("2023/24", "2025/26"), form_token="b" * 32), actor=klara
        )

    assert refused.value.conflict
    assert db.session.scalars(select(RotationPlan).filter_by(form_token="b" * 32)).all() == []


def test_few_changes_are_measured_against_the_published_plan(app: Flask) -> None:
    make_country()
    make_plan(published=True)
    request = DraftRequest("", "2023/24", weights=Weights(0.0, 0.0, 1.0), form_token="c" * 32)

    plan = services.draft_plan(request, actor=make_coordinator())

    assert plan.result["terms"]["changes"] == 0
    assert set(queries.cells_of(plan)) == set(queries.list_turns(plan.school_years))


def test_nobody_approves_an_own_plan(app_on_both: Flask) -> None:
    make_country()
    klara = make_coordinator()
    plan = make_plan(created_by=klara)

    with pytest.raises(PlanRefused) as refused:
        services.approve_plan(plan.id, actor=klara)
    assert refused.value.reason is Refusal.OWN_PLAN

    plan.approved_by_id, plan.approved_at = klara.id, plan.created_at
    with pytest.raises(IntegrityError):
        db.session.commit()
    db.session.rollback()


def test_plan_goes_from_draft_to_published_by_two_people_and_each_step_once(app_on_both: Flask) -> None:
    make_country()
    klara, mojca = make_coordinator(), make_coordinator("Mojca")
    plan = make_plan(created_by=klara)

    with pytest.raises(PlanRefused) as refused:
        services.publish_plan(plan.id, actor=klara)
    assert refused.value.reason is Refusal.NOT_APPROVED
    db.session.rollback()

    approved_at = services.approve_plan(plan.id, actor=mojca).approved_at
    assert services.approve_plan(plan.id, actor=mojca).approved_at == approved_at
    published_at = services.publish_plan(plan.id, actor=klara).published_at
    assert services.publish_plan(plan.id, actor=mojca).published_at == published_at
    actions = [entry.action for entry in audit.list_entries("rotation_plan", plan.id)]
    assert actions == ["published", "approved"]


def test_published_plan_is_frozen(app: Flask) -> None:
    make_country()
    klara = make_coordinator()
    plan = make_plan(published=True)

    with pytest.raises(PlanRefused) as refused:
        services.discard_plan(plan.id, actor=klara)

    assert refused.value.reason is Refusal.FROZEN
    assert queries.find_plan(plan.id) is not None


def test_discarded_draft_leaves_its_cells_in_the_trail(app_on_both: Flask) -> None:
    make_country()
    klara = make_coordinator()
    plan_id = make_plan(created_by=klara).id

    services.discard_plan(plan_id, actor=klara)

    assert queries.find_plan(plan_id) is None
    (entry,) = audit.list_entries("rotation_plan", plan_id)
    assert entry.before is not None
    assert len(entry.before["assignments"]) == 6


def test_newest_published_plan_decides_a_year_and_drafts_decide_nothing(app_on_both: Flask) -> None:
    make_country()
    older = make_plan(published=True)
    newer = make_plan(published=True, turns={("2023/24", "primary"): "SI032"})
    make_plan(turns={("2023/24", "primary"): "SI033"})
    assert older.published_at is not None
    older.published_at = older.published_at.replace(year=2023)
    db.session.commit()

    assert queries.list_turns(["2023/24"]) == [Assignment("2023/24", "primary", "SI032")]
    assert queries.find_plan_of_year("2023/24") == newer
    assert queries.list_turns(["2030/31"]) == []
