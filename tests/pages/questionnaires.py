"""The pages of questionnaires in the words of the staff."""

from bs4 import Tag

from tests.client import PageClient


class VersionPage:
    """One version with its questions, languages side by side."""

    def __init__(self, client: PageClient, code: str, number: int = 1) -> None:
        self.soup = client.page(f"/questionnaires/{code}/{number}")

    @property
    def text(self) -> str:
        assert self.soup.main is not None
        return " ".join(self.soup.main.get_text(" ").split())

    @property
    def questions(self) -> list[str]:
        return [str(heading["id"]) for heading in self.soup.select("h2[id]")]

    def row(self, question: str, option: str) -> list[str]:
        """Return the cells of the row that holds an option's text, without its heading."""
        heading = self.soup.find(id=question)
        assert heading is not None
        table = heading.find_next("table")
        assert isinstance(table, Tag)
        for row in table.find_all("tr"):
            cells = [" ".join(cell.get_text(" ").split()) for cell in row.find_all(["th", "td"])]
            if option in cells:
                return cells
        raise AssertionError(f"{question} has no option {option}")

    @property
    def previews(self) -> list[str]:
        """The addresses of the previews."""
        return [str(link["href"]) for link in self.soup.select(".actions a")]
