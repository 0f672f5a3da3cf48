"""The invented people of the demonstration, with what they sign in with."""

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.policy import Role

# Printed on purpose: these people exist only in the demonstration.
PASSWORD = "predstavitev-2024"  # noqa: S105
POLICE, KLJUC = "police", "kljuc"
PROVIDERS = {
    POLICE: "Ministrstvo za notranje zadeve in policija",
    KLJUC: "Društvo Ključ",
}


@dataclass(frozen=True)
class DemonstrationPerson:
    """Somebody to sign in as."""

    email: str
    name: str
    role: Role
    provider: str | None = None
    directorate: str | None = None


@dataclass(frozen=True)
class DemonstrationFacilitator:
    """Somebody who leads workshops: for the police from a directorate, for an association from a place.

    Attributes
    ----------
    regions
        Regions in which an officer works.
    weekdays
        Days of the week on which this person leads workshops, Monday being 0.

    """

    name: str
    provider: str
    directorate: str
    regions: tuple[str, ...]
    languages: tuple[str, ...] = ("sl",)
    weekdays: tuple[int, ...] = (1, 2, 3)


PEOPLE: Sequence[DemonstrationPerson] = (
    DemonstrationPerson("koordinatorka@trileto.example", "Marija Zupan", Role.COORDINATOR),
    DemonstrationPerson("sokoordinator@trileto.example", "Andrej Kos", Role.COORDINATOR),
    DemonstrationPerson("policist@trileto.example", "Tomaž Hribar", Role.OFFICER, POLICE, "CE"),
    DemonstrationPerson("drustvo@trileto.example", "Špela Žagar", Role.FACILITATOR, KLJUC, "LJ"),
    DemonstrationPerson("analitik@trileto.example", "Nejc Čuk", Role.ANALYST),
    DemonstrationPerson("skrbnica@trileto.example", "Jožica Šuštar", Role.ADMINISTRATOR),
)
FACILITATORS: Sequence[DemonstrationFacilitator] = (
    DemonstrationFacilitator("Tomaž Hribar", POLICE, "CE", ("SI034",)),
    DemonstrationFacilitator("Katja Vidmar", POLICE, "MB", ("SI032", "SI033")),
    DemonstrationFacilitator("Rok Zorko", POLICE, "MB", ("SI032", "SI033"), weekdays=(0, 2, 4)),
    DemonstrationFacilitator("Eva Horvat", POLICE, "MS", ("SI031",), ("sl", "hu")),
    DemonstrationFacilitator("Janez Medved", POLICE, "NM", ("SI036", "SI037")),
    DemonstrationFacilitator("Petra Kobal", POLICE, "KP", ("SI038", "SI044"), ("sl", "it")),
    DemonstrationFacilitator("Luka Bizjak", POLICE, "NG", ("SI038", "SI043")),
    DemonstrationFacilitator("Maja Oblak", POLICE, "LJ", ("SI035", "SI041")),
    DemonstrationFacilitator("Miha Jereb", POLICE, "KR", ("SI042",)),
    DemonstrationFacilitator("Špela Žagar", KLJUC, "LJ", (), weekdays=(1, 3)),
)
