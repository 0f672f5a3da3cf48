"""The pages of the register, in the words of who uses them."""

from typing import Any

from bs4 import NavigableString, Tag
from flask import g
from werkzeug.test import TestResponse

from tests.client import PageClient


def speak_english(client: PageClient) -> None:
    """Read the pages that follow in English."""
    with client.session_transaction() as session:
        session["language"] = "en"
    # The tests hold one application context open, and the language of the last page with it.
    g.pop("_flask_babel", None)


def words(tag: Tag | NavigableString | None) -> str:
    """Return what a person reads."""
    assert tag is not None
    return " ".join(tag.get_text(" ").split())


_MULTIPART = "multipart/form-data; boundary=edge"


class SchoolsPage:
    """The list of schools."""

    def __init__(self, client: PageClient, **query: Any) -> None:
        self.soup = client.page("/schools?" + "&".join(f"{name}={value}" for name, value in query.items()))

    @property
    def names(self) -> list[str]:
        return [words(link) for link in self.soup.select("tbody th a")]

    @property
    def text(self) -> str:
        return words(self.soup.main)

    def field(self, name: str) -> str:
        """Return what stands in a field of the filter."""
        field = self.soup.select_one(f"form[role=search] [name={name}]")
        assert isinstance(field, Tag)
        chosen = field.select_one("option[selected]") if field.name == "select" else field
        return str(chosen["value"]) if isinstance(chosen, Tag) and chosen.has_attr("value") else ""

    def link(self, text: str) -> str:
        """Return where a link leads."""
        return next(str(link["href"]) for link in self.soup.select("main a") if text in words(link))


class SchoolPage:
    """The page of one school."""

    def __init__(self, client: PageClient, school_id: str, query: str = "") -> None:
        self.soup = client.page(f"/schools/{school_id}{query}")

    @property
    def heading(self) -> str:
        return words(self.soup.h1)

    @property
    def facts(self) -> dict[str, str]:
        facts = self.soup.select_one("dl.facts")
        assert facts is not None
        return {words(term): words(term.find_next_sibling("dd")) for term in facts.select("dt")}

    @property
    def sections(self) -> list[str]:
        return [words(heading) for heading in self.soup.select("section h2")]

    def section(self, identifier: str) -> str:
        """Return what a section says."""
        heading = self.soup.find(id=identifier)
        assert isinstance(heading, Tag), f"no section {identifier}"
        return words(heading.parent)


class UploadRegisterPage:
    """Choosing a register file, seeing what it changes, applying it."""

    address = "/schools/uploads/new"

    def __init__(self, client: PageClient) -> None:
        self.client = client

    def choose(self, content: bytes | None) -> TestResponse:
        """Send a file, or none."""
        token = self.client.csrf_token(self.address)
        return self.client.post(self.address, data=_encode(token, content), content_type=_MULTIPART)

    def preview(self, content: bytes) -> str:
        """Send a file and return the address of its preview."""
        answer = self.choose(content)
        assert answer.status_code == 302, answer.text
        return answer.headers["Location"]

    def apply(self, preview: str, **fields: str) -> TestResponse:
        """Confirm what a preview shows."""
        soup = self.client.page(preview)
        shown = {
            str(field["name"]): str(field["value"]) for field in soup.select("main form input[name][value]")
        }
        return self.client.post(f"{preview}/apply", data=shown | fields)


def _encode(token: str, content: bytes | None) -> bytes:
    """Return the body that a browser sends; the test client's own encoder leaves large bodies open."""
    part = 'Content-Disposition: form-data; name="{}"{}\r\n\r\n'
    fields = [part.format("csrf_token", "").encode() + token.encode()]
    if content is not None:
        fields.append(part.format("file", '; filename="<b>register</b>.csv"').encode() + content)
    return b"".join(b"--edge\r\n" + field + b"\r\n" for field in fields) + b"--edge--\r\n"
