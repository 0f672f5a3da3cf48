import pytest
from bs4 import Tag

from tests.client import PageClient
from tests.factories.accounts import PASSWORD, make_coordinator


@pytest.fixture
def klara(client: PageClient) -> str:
    return str(make_coordinator().email)


def test_a_person_signs_in_and_out(client: PageClient, klara: str) -> None:
    client.sign_in(klara)
    assert "Klara" in client.get("/rotation-plans").text
    client.send("/sign-out", form_on="/rotation-plans")
    assert client.get("/rotation-plans").status_code == 302


@pytest.mark.parametrize(
    ("email", "password"), [("klara@example.si", "wrong"), ("nobody@example.si", PASSWORD)]
)
def test_a_wrong_sign_in_does_not_say_what_was_wrong(
    client: PageClient, klara: str, email: str, password: str
) -> None:
    answer = client.send("/sign-in", {"email": email, "password": password})
    assert answer.status_code == 200
    assert "E-poštni naslov in geslo se ne ujemata" in answer.text
    assert f'value="{email}"' in answer.text


def test_empty_fields_are_refused_by_the_browser_and_by_the_server(client: PageClient) -> None:
    page = client.page("/sign-in")
    assert all(page.find(id=name).has_attr("required") for name in ("email", "password"))  # type: ignore[union-attr]
    assert "se ne ujemata" in client.send("/sign-in", {"email": "", "password": ""}).text


def test_a_person_who_was_deactivated_is_out_at_once(client: PageClient, klara: str) -> None:
    from accounts.models import User  # noqa: PLC0415
    from core.database import db  # noqa: PLC0415

    client.sign_in(klara)
    person = db.session.query(User).filter_by(email=klara).one()
    person.active = False
    db.session.commit()
    assert client.get("/rotation-plans").status_code == 302


@pytest.mark.parametrize(
    "address", ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example"]
)
def test_sign_in_leads_nowhere_else(client: PageClient, klara: str, address: str) -> None:
    token = client.csrf_token("/sign-in")
    answer = client.post(
        "/sign-in",
        query_string={"next": address},
        data={"csrf_token": token, "email": klara, "password": PASSWORD, "next": address},
    )
    location = answer.headers.get("Location", "/")
    assert location.startswith("/")
    assert not location.startswith(("//", "/\\"))


def test_the_password_is_stored_as_an_argon2_hash(client: PageClient, klara: str) -> None:
    from accounts.models import User  # noqa: PLC0415
    from core.database import db  # noqa: PLC0415

    person = db.session.query(User).filter_by(email=klara).one()
    assert str(person.password).startswith("$argon2id$")


def test_the_menu_holds_what_the_person_may_open(client: PageClient, klara: str) -> None:
    client.sign_in(klara)
    menu = client.page("/rotation-plans").find("nav", attrs={"aria-label": "Glavni meni"})
    assert isinstance(menu, Tag)
    assert "Kroženje" in menu.get_text()
    assert "Moji obiski" not in menu.get_text()
