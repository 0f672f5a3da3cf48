"""The pages of the rotation in the user's words."""

from bs4 import BeautifulSoup
from werkzeug.test import TestResponse

from tests.client import PageClient


class PlanPage:
    """The page of one plan."""

    def __init__(self, client: PageClient, plan_id: int) -> None:
        self.client = client
        self.address = f"/rotation-plans/{plan_id}"
        self.page = client.page(self.address)

    @property
    def text(self) -> str:
        """Everything that the reader sees."""
        return words_of(self.page)

    @property
    def buttons(self) -> list[str]:
        """What can be done with the plan."""
        return [button.get_text(strip=True) for button in self.page.select("main form button")]

    @property
    def maps(self) -> list[str]:
        """The text alternative of each map."""
        return [str(svg["aria-label"]) for svg in self.page.select("main svg[role=img]")]

    @property
    def turns(self) -> list[list[str]]:
        """The table of regions by year."""
        table = self.page.select("main table")[0]
        return [
            [cell.get_text(strip=True) for cell in row.select("th, td")] for row in table.select("tbody tr")
        ]

    def take_step(self, step: str) -> str:
        """Approve, publish or discard the plan; return what the next page says."""
        answer = self.client.send(f"{self.address}/{step}", form_on=self.address)
        assert answer.status_code == 302, answer.status
        return words_of(self.client.page(answer.headers["Location"]))


class DraftPlanPage:
    """The form of a draft."""

    address = "/rotation-plans/draft"

    def __init__(self, client: PageClient) -> None:
        self.client = client
        self.page = client.page(self.address)

    def field(self, name: str) -> str:
        """What stands in a field."""
        field = self.page.select_one(f"[name={name}]")
        assert field is not None
        if field.name == "select":
            field = field.select_one("option[selected]")
            assert field is not None
        return str(field.get("value", ""))

    def draft(self, **fields: object) -> TestResponse:
        """Send the form as it stands, with some fields changed."""
        filled = {
            name: self.field(name) for name in ("first_year", "balance", "cut", "changes", "form_token")
        }
        return self.client.send(self.address, {**filled, "follow": "y", **fields})


def words_of(page: BeautifulSoup) -> str:
    """Return everything that the reader of a page sees."""
    assert page.main is not None
    return " ".join(page.main.get_text(" ").split())
