"""Published questionnaires for tests; committed."""

from core.database import db
from surveys.questionnaires import services
from surveys.questionnaires.models import QuestionnaireVersion
from surveys.questionnaires.queries import find_current_version
from tests.factories.register import make_levels


def load_questionnaires() -> None:
    """Publish the two built-in questionnaires."""
    make_levels()
    services.load_bank()


def make_version(level: str = "primary") -> QuestionnaireVersion:
    """Return the built-in questionnaire of a level, published when it is missing."""
    load_questionnaires()
    version = find_current_version(level)
    assert version is not None
    db.session.commit()
    return version
