"""The pages of the calendar, in the words of who uses them."""

from urllib.parse import urlencode

from tests.client import PageClient
from tests.pages.register import words


class CalendarPage:
    """A school year with its months and layers."""

    def __init__(self, client: PageClient, **choice: str) -> None:
        self.soup = client.page(f"/calendar?{urlencode(choice)}")

    @property
    def heading(self) -> str:
        return words(self.soup.h1)

    @property
    def text(self) -> str:
        return words(self.soup.main)

    def taught(self, month: str) -> int:
        """Return how many days of a month have lessons in the overview."""
        row = next(row for row in self.soup.select(".month-days tbody tr") if words(row.th) == month)
        return int(words(row.select_one("td.number")))

    def crossed_out(self, month: str) -> list[int]:
        """Return the days of a month without lessons."""
        row = next(row for row in self.soup.select(".month-days tbody tr") if words(row.th) == month)
        return [int(words(day)) for day in row.select("s")]

    @property
    def counts(self) -> dict[str, list[int]]:
        """Return the days with lessons by month, and together, of each kind of school."""
        rows = self.soup.select("section:has(#counts) tbody tr")
        return {words(row.th): [int(words(cell)) for cell in row.select("td")] for row in rows}

    @property
    def layers(self) -> list[str]:
        return [words(row) for row in self.soup.select("section:has(#layers) tbody tr")]


class AskDayPage:
    """The question whether a class is taught on a day."""

    def __init__(self, client: PageClient, **question: str) -> None:
        self.soup = client.page(f"/calendar/days?{urlencode(question)}")

    @property
    def answer(self) -> str:
        section = self.soup.select_one("section.message")
        return "" if section is None else words(section)

    @property
    def problems(self) -> list[str]:
        return [words(problem) for problem in self.soup.select(".error-summary li")]

    @property
    def schools(self) -> list[str]:
        """Return the schools to choose from."""
        return [words(link) for link in self.soup.select("section[aria-labelledby=which] a")]

    def field(self, name: str) -> str:
        field = self.soup.select_one(f"form[action='/calendar/days'] [name={name}]")
        assert field is not None
        return str(field.get("value", ""))
