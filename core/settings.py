"""The settings of the programme that stand in the database."""

from core.database import Json, db
from core.models import ProgrammeSetting

SIMULATED = "simulated"


def get_setting(name: str) -> Json:
    """Return one setting; empty when nobody has set it."""
    setting = db.session.get(ProgrammeSetting, name)
    return {} if setting is None else setting.value


def set_setting(name: str, value: Json) -> None:
    """Change one setting; the caller commits."""
    db.session.merge(ProgrammeSetting(name=name, value=value))


def simulated_school_years() -> list[str]:
    """Return the school years whose visits, attendance and answers are simulated, not real."""
    return list(get_setting(SIMULATED).get("school_years", []))
