"""Every route has a rule in the one policy file, and the file names no route that does not exist."""

from flask import Flask

from accounts.policy import PERMISSIONS, ROUTES, Open, Permission, Role
from tests.client import PageClient
from tests.factories.accounts import make_person


def routes_without_rule(app: Flask) -> set[str]:
    return set(app.view_functions) - set(ROUTES)


def test_every_route_has_a_rule(app: Flask) -> None:
    assert routes_without_rule(app) == {"security.static"}


def test_a_route_without_a_rule_is_noticed(app: Flask) -> None:
    app.view_functions["forgotten.show_everything"] = lambda: "everything"
    assert "forgotten.show_everything" in routes_without_rule(app)


def test_every_rule_belongs_to_a_route(app: Flask) -> None:
    assert set(ROUTES) - set(app.view_functions) == set()


def test_a_route_without_a_rule_answers_nobody(app: Flask) -> None:
    app.add_url_rule("/forgotten", "forgotten.show_everything", lambda: "everything")
    make_person("Klara", Role.COORDINATOR)
    client = app.test_client()
    assert isinstance(client, PageClient)
    client.sign_in("klara@example.si")
    assert client.get("/forgotten").status_code == 403


def test_every_permission_is_somebodys() -> None:
    held = frozenset().union(*PERMISSIONS.values())
    assert held == set(Permission)


def test_every_role_has_its_permissions() -> None:
    assert set(PERMISSIONS) == set(Role)


def test_pages_without_an_account_are_few_and_named() -> None:
    open_routes = {endpoint for endpoint, rule in ROUTES.items() if rule is Open.EVERYONE}
    assert open_routes == {
        "static",
        "bootstrap.static",
        "core.choose_language",
        "core.show_health",
        "accounts.start",
        "security.login",
        "security.logout",
        "rotation.show_regions_this_year",
    }


def test_addresses_are_kebab_case_with_typed_parameters(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        for part in str(rule).strip("/").split("/"):
            if part.startswith("<"):
                continue
            assert part == part.lower(), rule
            assert "_" not in part, rule


def test_a_visitor_without_an_account_is_sent_to_sign_in(app: Flask) -> None:
    client = app.test_client()
    for rule in app.url_map.iter_rules():
        if isinstance(ROUTES.get(rule.endpoint), Open) or rule.arguments or "GET" not in (rule.methods or ()):
            continue
        if rule.endpoint == "security.static":
            continue
        answer = client.get(str(rule))
        assert answer.status_code == 302, rule
        assert answer.headers["Location"].startswith("/sign-in"), rule
