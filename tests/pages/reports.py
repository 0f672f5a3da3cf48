"""The pages of reports in the user's words."""

from tests.client import PageClient


class ReportPage:
    """The report of one calendar year."""

    def __init__(self, client: PageClient, year: int) -> None:
        self.page = client.page(f"/annual-reports/{year}")

    @property
    def sentences(self) -> list[str]:
        """The report in short."""
        listed = self.page.select("section[aria-labelledby=in-short] li")
        return [item.get_text(" ", strip=True) for item in listed]

    @property
    def contradictions(self) -> list[str]:
        """What does not add up."""
        listed = self.page.select("section[aria-labelledby=contradictions] li")
        return [" ".join(item.get_text(" ").split()) for item in listed]

    @property
    def text(self) -> str:
        """Everything that the reader sees."""
        assert self.page.main is not None
        return " ".join(self.page.main.get_text(" ").split())

    def table(self, name: str) -> list[list[str]]:
        """The rows of one table, each cell as it reads."""
        return [
            [" ".join(cell.get_text(" ").split()) for cell in row.select("th, td")]
            for row in self.page.select(f"table[aria-labelledby={name}] tbody tr")
        ]


class OverviewPage:
    """The coordinator's start page."""

    def __init__(self, client: PageClient, school_year: str = "") -> None:
        address = f"/overview?school-year={school_year}" if school_year else "/overview"
        self.page = client.page(address)

    @property
    def title(self) -> str:
        """What the page is called."""
        assert self.page.h1 is not None
        return self.page.h1.get_text(strip=True)

    @property
    def attention(self) -> list[str]:
        """What needs attention, in order."""
        listed = self.page.select_one("h2 + ul.card-list")
        return [] if listed is None else [item.get_text(" ", strip=True) for item in listed.select("li")]

    @property
    def figures(self) -> dict[str, str]:
        """Each figure at a glance, by its label."""
        labels = [label.get_text(strip=True) for label in self.page.select(".stat dt")]
        values = [str(value.contents[0]).strip() for value in self.page.select(".stat dd")]
        return dict(zip(labels, values, strict=True))

    @property
    def due(self) -> list[list[str]]:
        """The regions whose turn it is."""
        return [
            [cell.get_text(strip=True) for cell in row.select("th, td")]
            for row in self.page.select("tbody tr")
        ]
