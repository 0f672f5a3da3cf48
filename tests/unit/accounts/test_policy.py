import pytest

from accounts.policy import Permission, Role, Scope, permissions_of, scope_of


def test_roles_add_up() -> None:
    both = permissions_of([Role.OFFICER, Role.ANALYST])
    assert both == permissions_of([Role.OFFICER]) | permissions_of([Role.ANALYST])


def test_nobody_without_a_role_may_do_anything() -> None:
    assert permissions_of([]) == frozenset()


def test_an_analyst_changes_nothing_but_releases() -> None:
    changing = {
        Permission.CHANGE_REGISTER,
        Permission.PLAN_ROTATION,
        Permission.BOOK_VISITS,
        Permission.RECORD_ATTENDANCE,
        Permission.RUN_SURVEYS,
    }
    assert not permissions_of([Role.ANALYST]) & changing


def test_the_coordinator_sees_every_visit() -> None:
    assert scope_of([Role.COORDINATOR], None, []) == Scope()
    assert Scope().covers(7, "SI041")


def test_an_officer_sees_the_own_provider_in_the_own_regions() -> None:
    scope = scope_of([Role.OFFICER], 1, ["SI034"])
    assert scope.covers(1, "SI034")
    assert not scope.covers(1, "SI041")
    assert not scope.covers(2, "SI034")


def test_an_association_sees_its_own_visits_anywhere() -> None:
    scope = scope_of([Role.FACILITATOR], 2, [])
    assert scope.covers(2, "SI041")
    assert not scope.covers(1, "SI041")


@pytest.mark.parametrize("role", [Role.OFFICER, Role.FACILITATOR])
def test_a_person_in_the_field_without_a_provider_sees_nothing(role: Role) -> None:
    scope = scope_of([role], None, ["SI034"])
    assert not any(scope.covers(provider, "SI034") for provider in range(1, 50))
