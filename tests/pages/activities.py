"""The pages of activities in the user's words."""

from urllib.parse import urlencode

from flask import g

from tests.client import PageClient


def speak(client: PageClient, language: str) -> None:
    """Choose the language of the pages that follow."""
    with client.session_transaction() as session:
        session["language"] = language
    # The tests hold one application context open, and the language of the last page with it.
    g.pop("_flask_babel", None)


class ActivitiesPage:
    """The list that can be filtered."""

    def __init__(self, client: PageClient, **filters: str) -> None:
        self.page = client.page(f"/activities?{urlencode(filters)}")

    @property
    def records(self) -> list[str]:
        """The numbers of the activities shown, in order."""
        return [heading.get_text(strip=True) for heading in self.page.select("tbody th")]

    @property
    def text(self) -> str:
        """Everything that the reader sees."""
        assert self.page.main is not None
        return " ".join(self.page.main.get_text(" ").split())

    def chosen(self, name: str) -> str:
        """What a filter shows as chosen."""
        option = self.page.select_one(f"select[name={name}] option[selected]")
        return "" if option is None else str(option["value"])
