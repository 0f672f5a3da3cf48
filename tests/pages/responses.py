"""The pages of surveys in the words of those who use them."""

from bs4 import BeautifulSoup, Tag
from werkzeug.test import TestResponse

from surveys.responses.models import WorkshopSurvey
from tests.client import PageClient


class PupilPage:
    """A page of a pupil, however it came about."""

    def __init__(self, client: PageClient, answer: TestResponse) -> None:
        self.client = client
        self.answer = answer
        self.soup = BeautifulSoup(answer.text, "html.parser")

    @property
    def status(self) -> int:
        return self.answer.status_code

    @property
    def text(self) -> str:
        return " ".join(self.soup.get_text(" ").split())

    @property
    def heading(self) -> str:
        heading = self.soup.h1
        assert heading is not None
        return " ".join(heading.get_text(" ").split())

    @property
    def language(self) -> str:
        assert isinstance(self.soup.html, Tag)
        return str(self.soup.html["lang"])

    @property
    def next_pupil(self) -> str:
        """The address behind "next pupil"; empty where the device is the pupil's own."""
        link = self.soup.find(id="next-pupil")
        return str(link["href"]) if isinstance(link, Tag) else ""


class PupilForm(PupilPage):
    """The questions as a pupil sees them without a script."""

    def __init__(self, client: PageClient, address: str, answer: TestResponse | None = None) -> None:
        super().__init__(client, answer or client.get(address))
        self.address = address
        self.fields = {
            str(field["name"]): str(field["value"]) for field in self.soup.select("input[type=hidden]")
        } | {str(field["name"]): str(field["value"]) for field in self.soup.select("input[checked]")}

    @classmethod
    def of(cls, client: PageClient, survey: WorkshopSurvey, query: str = "") -> "PupilForm":
        """Open the form behind the square code."""
        return cls(client, f"/s/{survey.link_key}{query}")

    @property
    def questions(self) -> list[str]:
        return [" ".join(legend.get_text(" ").split()) for legend in self.soup.find_all("legend")]

    @property
    def chosen(self) -> dict[str, str]:
        """What is chosen on the page."""
        return {str(field["name"]): str(field["value"]) for field in self.soup.select("input[checked]")}

    def choose(self, **answers: str) -> "PupilForm":
        """Choose an option of each question; each must be on the page."""
        for name, option in answers.items():
            question = name.replace("_", "-")
            assert self.soup.select_one(f"input[name={question}][value={option}]"), f"no {question} {option}"
            self.fields[question] = option
        return self

    def send(self, **changed: str) -> PupilPage:
        """Press "send"; a changed field is somebody's tampering."""
        return PupilPage(self.client, self.client.post(self.address, data=self.fields | changed))

    def change_language(self, language: str) -> "PupilForm":
        """Press the button of another language."""
        button = self.soup.select_one(f"button[name=change][value={language}]")
        assert button is not None
        address = self.address.split("?")[0] + str(button["formaction"])
        answer = self.client.post(address, data=self.fields | {"change": language})
        return PupilForm(self.client, address, answer)


class SurveyPage:
    """The officer's page of a workshop's survey."""

    def __init__(self, client: PageClient, workshop_id: int) -> None:
        self.client = client
        self.address = f"/responses/workshops/{workshop_id}"
        self.soup = client.page(self.address)

    @property
    def text(self) -> str:
        assert self.soup.main is not None
        return " ".join(self.soup.main.get_text(" ").split())

    def press(self, action: str) -> "SurveyPage":
        """Press a button such as "prepare", and come back to the page."""
        button = self.soup.select_one(f"form[action$='/{action}']")
        assert button is not None, f"no button {action}"
        answer = self.client.send(f"{self.address}/{action}", form_on=self.address)
        assert answer.status_code == 303
        self.soup = self.client.page(self.address)
        return self

    def offers(self, action: str) -> bool:
        """Tell whether there is a button for it."""
        return self.soup.select_one(f"form[action$='/{action}']") is not None
