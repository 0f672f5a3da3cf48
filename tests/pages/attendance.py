"""The pages of attendance in the words of those who use them."""

from bs4 import BeautifulSoup, Tag
from werkzeug.test import TestResponse

from tests.client import PageClient


class AttendancePage:
    """A page about attendance, however it came about."""

    def __init__(self, client: PageClient, answer: TestResponse) -> None:
        self.client = client
        self.answer = answer
        self.soup = BeautifulSoup(answer.text, "html.parser")

    @property
    def status(self) -> int:
        return self.answer.status_code

    @property
    def heading(self) -> str:
        assert self.soup.h1 is not None
        return " ".join(self.soup.h1.get_text(" ").split())

    @property
    def text(self) -> str:
        assert self.soup.main is not None
        return " ".join(self.soup.main.get_text(" ").split())

    @property
    def errors(self) -> dict[str, str]:
        """The sentence at each field, by the name of the field."""
        found = {}
        for sentence in self.soup.select(".field-error"):
            field = self.soup.find(id=str(sentence["id"]).removesuffix("-error"))
            assert isinstance(field, Tag)
            found[str(field["name"])] = sentence.get_text(strip=True)
        return found

    @property
    def versions(self) -> dict[str, tuple[str, str]]:
        """What is recorded and what was sent, by the label, on the page that shows both."""
        return {
            row.th.get_text(" ", strip=True): (row.find_all("td")[0].text, row.find_all("td")[1].text)
            for row in self.soup.select("table.versions tbody tr")
            if row.th
        }

    def choose(self, which: str) -> "AttendancePage":
        """Press "mine" or "keep" on the page that shows both versions."""
        button = self.soup.select_one(f"button[name=choice][value={which}]")
        assert button is not None, self.text
        form = button.find_parent("form")
        assert isinstance(form, Tag)
        fields = {str(f["name"]): str(f["value"]) for f in form.select("input[type=hidden]")}
        answer = self.client.post(str(form["action"]), data=fields | {"choice": which})
        return follow(self.client, answer)


class CountsForm(AttendancePage):
    """A page with the form of a workshop: the teacher's or the staff's."""

    def __init__(self, client: PageClient, address: str, workshop_id: int) -> None:
        super().__init__(client, client.get(address))
        self.address = address
        field = self.soup.select_one(f"input[name=workshop][value='{workshop_id}']")
        assert field is not None, f"no form of {workshop_id}: {self.text}"
        form = field.find_parent("form")
        assert isinstance(form, Tag)
        self.fields = fields_of(form)

    def fill(self, **counts: object) -> "CountsForm":
        """Type into fields; each must be in the form."""
        for name, value in counts.items():
            assert name in self.fields, f"no field {name}"
            self.fields[name] = str(value)
        return self

    def send(self) -> AttendancePage:
        """Press the button, and go where it leads."""
        return follow(self.client, self.client.post(self.address, data=self.fields))


class VisitAttendance(AttendancePage):
    """The section about attendance on the staff's page of a visit."""

    def __init__(self, client: PageClient, visit_id: int) -> None:
        super().__init__(client, client.get(f"/visits/{visit_id}"))
        self.visit_id = visit_id

    @property
    def rows(self) -> dict[str, str]:
        """The words of each row, by class."""
        frame = self.soup.select_one("div.table-frame[aria-label='Udeležba']")
        assert frame is not None, self.text
        return {
            row.th.get_text(strip=True): " ".join(
                text for cell in row.find_all("td") if (text := " ".join(cell.get_text(" ").split()))
            )
            for row in frame.select("tbody tr")
            if row.th
        }

    @property
    def link(self) -> str:
        """The address for the teachers; empty when there is none."""
        field = self.soup.find(id="teacher-link")
        return str(field["value"]) if isinstance(field, Tag) else ""

    def press(self, label: str) -> "VisitAttendance":
        """Press the first button with this label, and come back to the page."""
        buttons = [one for one in self.soup.find_all("button") if one.get_text(strip=True) == label]
        assert buttons, f"no button {label}: {self.text}"
        form = buttons[0].find_parent("form")
        assert isinstance(form, Tag)
        sent = [(str(f["name"]), str(f["value"])) for f in form.select("input[type=hidden]")]
        if buttons[0].get("name"):
            sent.append((str(buttons[0]["name"]), str(buttons[0]["value"])))
        names = {name for name, _ in sent}
        fields = {name: [value for other, value in sent if other == name] for name in names}
        answer = self.client.post(str(form["action"]), data=fields)
        assert answer.status_code == 303, answer.text
        return VisitAttendance(self.client, self.visit_id)


def follow(client: PageClient, answer: TestResponse) -> AttendancePage:
    """Return the page to which an answer leads."""
    if answer.status_code == 303:
        answer = client.get(answer.headers["Location"])
    return AttendancePage(client, answer)


def fields_of(form: Tag) -> dict[str, str]:
    """Return what a browser would send of a form."""
    found = {str(f["name"]): str(f.get("value", "")) for f in form.find_all("input")}
    for area in form.find_all("textarea"):
        found[str(area["name"])] = area.get_text().removeprefix("\r\n").removeprefix("\n")
    for select in form.find_all("select"):
        chosen = select.find("option", selected=True) or select.find("option")
        assert isinstance(chosen, Tag)
        found[str(select["name"])] = str(chosen["value"])
    return found
