"""The pages of visits, in the words of who uses them."""

from typing import Any

from bs4 import BeautifulSoup, Tag
from werkzeug.test import TestResponse

from tests.client import PageClient
from tests.pages.register import words


class Page:
    """A page at an address, or what answered a form."""

    address = ""

    def __init__(self, client: PageClient, answer: TestResponse | None = None) -> None:
        self.client = client
        self.read(answer or client.get(self.address))

    def read(self, answer: TestResponse) -> None:
        """Look at an answer."""
        self.answer = answer
        self.soup = BeautifulSoup(answer.text, "html.parser")

    @property
    def status(self) -> int:
        return self.answer.status_code

    @property
    def text(self) -> str:
        return words(self.soup.main)

    @property
    def problems(self) -> list[str]:
        """Return the sentences of the summary at the top."""
        return [words(problem) for problem in self.soup.select(".error-summary li")]

    def problem_at(self, field: str) -> str:
        """Return the sentences at a field."""
        return " ".join(words(error) for error in self.soup.select(f"[id='{field}-error']"))

    def field(self, name: str) -> str:
        """Return what stands in a field."""
        field = self.soup.select_one(f"main [name={name}]")
        assert isinstance(field, Tag), f"no field {name}"
        if field.name == "textarea":
            return field.text.strip()
        chosen = field.select_one("option[selected]") if field.name == "select" else field
        return str(chosen.get("value", "")) if chosen else ""

    def has_button_to(self, action: str) -> bool:
        """Tell whether there is a form that leads there."""
        return self.soup.select_one(f"form[action$='/{action}']") is not None


class BookVisitPage(Page):
    """The form that books a visit to one school."""

    def __init__(self, client: PageClient, school_id: str) -> None:
        self.address = f"/visits/new/{school_id}"
        super().__init__(client)
        names = [str(field["name"]) for field in self.soup.select("main select, main [name=form_token]")]
        self.typed: dict[str, Any] = {name: self.field(name) for name in names}

    def fill(self, **fields: Any) -> "BookVisitPage":
        """Type into the form."""
        self.typed |= {name: str(value) for name, value in fields.items()}
        return self

    def accept_warnings(self) -> "BookVisitPage":
        """Tick every warning that the page shows."""
        self.typed["accepted"] = [str(box["value"]) for box in self.soup.select("input[name=accepted]")]
        return self

    def book(self) -> "BookVisitPage":
        """Press the button."""
        self.read(self.client.send(self.address, self.typed))
        return self

    @property
    def is_booked(self) -> bool:
        return self.status == 303

    @property
    def warnings(self) -> list[str]:
        return [words(label) for label in self.soup.select("fieldset.warning label")]

    @property
    def classes(self) -> list[str]:
        return [words(option) for option in self.soup.select("select[name=workshop_1] option")][1:]


class VisitPage(Page):
    """The page of one visit."""

    def __init__(self, client: PageClient, visit_id: int) -> None:
        self.address = f"/visits/{visit_id}"
        super().__init__(client)

    @property
    def state(self) -> str:
        return words(self.soup.select_one(".intro .tag"))

    @property
    def history(self) -> list[str]:
        return [words(entry).split(" – ")[1] for entry in self.soup.select(".history li")]

    def confirm(self) -> "VisitPage":
        """Note that the school has agreed."""
        return self._send("confirm")

    def cancel(self, reason: str = "") -> "VisitPage":
        """Cancel the visit."""
        return self._send("cancel", reason=reason)

    def _send(self, action: str, **fields: str) -> "VisitPage":
        self.read(self.client.send(f"{self.address}/{action}", fields, form_on=self.address))
        return self


class DaySheetPage(Page):
    """What is printed for the day."""

    def __init__(self, client: PageClient, visit_id: int) -> None:
        self.address = f"/visits/{visit_id}/day-sheet"
        super().__init__(client)

    @property
    def rows(self) -> list[str]:
        return [words(row) for row in self.soup.select("table.sheet tbody tr")]

    @property
    def room_to_write(self) -> int:
        return len(self.soup.select("td.write"))


class VisitsPage(Page):
    """The list of visits."""

    def __init__(self, client: PageClient, **query: str) -> None:
        super().__init__(client, client.get("/visits", query_string=query))

    @property
    def schools(self) -> list[str]:
        return [words(cell) for cell in self.soup.select("tbody tr td:nth-of-type(1)")]


class WeekPage(Page):
    """A week of visits."""

    def __init__(self, client: PageClient, day: str = "") -> None:
        super().__init__(client, client.get("/visits/week", query_string={"day": day}))

    @property
    def heading(self) -> str:
        return words(self.soup.h1)

    @property
    def rows(self) -> list[str]:
        return [words(row) for row in self.soup.select("tbody tr")]

    @property
    def days(self) -> list[str]:
        return [words(cell) for cell in self.soup.select("thead th")][1:]

    @property
    def other_weeks(self) -> list[str]:
        return [str(link["href"]) for link in self.soup.select("main nav.actions a")]


class ChooseSchoolPage(Page):
    """The search for the school of a new visit."""

    def __init__(self, client: PageClient, text: str = "") -> None:
        super().__init__(client, client.get("/visits/new", query_string={"text": text}))

    @property
    def schools(self) -> list[str]:
        return [words(link) for link in self.soup.select("tbody th")]


class OwnVisitsPage(Page):
    """The visits that a person leads."""

    address = "/visits/mine"

    def schools_under(self, heading: str) -> list[str]:
        """Return the schools of the cards below a heading."""
        found = next(h2 for h2 in self.soup.select("main h2") if words(h2) == heading)
        cards = found.find_next_sibling()
        assert isinstance(cards, Tag)
        return [words(name) for name in cards.select("h3")]

    @property
    def taps(self) -> list[str]:
        """Return where the big buttons lead."""
        return [str(link["href"]) for link in self.soup.select(".taps a")]


class FacilitatorsPage(Page):
    """Everybody who leads workshops."""

    def __init__(self, client: PageClient, **query: str) -> None:
        super().__init__(client, client.get("/visits/facilitators", query_string=query))

    @property
    def rows(self) -> list[str]:
        return [words(row) for row in self.soup.select("tbody tr")]


class FacilitatorPage(Page):
    """One facilitator with absences."""

    def __init__(self, client: PageClient, facilitator_id: int) -> None:
        self.address = f"/visits/facilitators/{facilitator_id}"
        super().__init__(client)

    @property
    def absences(self) -> list[str]:
        return [words(card.p) for card in self.soup.select(".card-list li")]

    @property
    def visits(self) -> list[str]:
        return [words(row) for row in self.soup.select("tbody tr")]

    def add_absence(self, first: str, last: str, note: str = "") -> "FacilitatorPage":
        """Fill in the small form."""
        return self._send("absences", starts_on=first, ends_on=last, note=note)

    def remove_first_absence(self) -> "FacilitatorPage":
        """Press the button at the first absence."""
        form = self.soup.select_one(".card-list form")
        assert isinstance(form, Tag)
        return self._send(str(form["action"]).removeprefix(f"{self.address}/"))

    def _send(self, action: str, **fields: str) -> "FacilitatorPage":
        self.read(self.client.send(f"{self.address}/{action}", fields, form_on=self.address))
        if self.status == 303:
            self.read(self.client.get(self.address))
        return self
