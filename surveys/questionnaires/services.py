"""Publishing questionnaires."""

import json
from pathlib import Path

from core import audit, clock
from core.database import Json, db
from core.exchange import read_document
from surveys.questionnaires import queries
from surveys.questionnaires.definition import Definition, checksum, parse_definition
from surveys.questionnaires.models import Questionnaire, QuestionnaireVersion
from workshops.register.models import SchoolLevel

_HERE = Path(__file__).parent
BANK = _HERE / "bank"
SCHEMA = json.loads((_HERE / "schemas" / "questionnaire.json").read_text(encoding="utf-8"))


class PublishedAlready(ValueError):  # noqa: N818 - it says what stands in the way
    """A version with this number has other content; what was published is never changed."""


class UnknownLevel(ValueError):  # noqa: N818 - it says what is wrong
    """The register has no such level of school."""


def load_bank(folder: Path = BANK, actor: audit.Actor = audit.COMMAND_LINE) -> int:
    """Publish every version of the question bank that is not published yet; return how many were."""
    documents = [read_document(file, SCHEMA) for file in sorted(folder.glob("*.json"))]
    published = sum([publish_version(document, actor) for document in documents])
    db.session.commit()
    return published


def publish_version(document: Json, actor: audit.Actor) -> bool:
    """Publish one version, or tell that it stands already; the caller commits."""
    definition = parse_definition(document)
    existing = queries.find_version(definition.questionnaire, definition.number)
    if existing is not None:
        if existing.checksum != checksum(document):
            raise PublishedAlready(
                f"{definition.questionnaire} {definition.number} was published with other content; "
                "give the changed questionnaire a new number"
            )
        # Only who has read the translations can differ.
        existing.definition = document
        return False
    _keep_questionnaire(definition)
    db.session.add(
        QuestionnaireVersion(
            questionnaire_code=definition.questionnaire,
            number=definition.number,
            definition=document,
            checksum=checksum(document),
            published_at=clock.now(),
        )
    )
    subject = f"{definition.questionnaire}/{definition.number}"
    audit.record(actor, "published", "questionnaire_version", subject, after={"checksum": checksum(document)})
    return True


def _keep_questionnaire(definition: Definition) -> None:
    if db.session.get(SchoolLevel, definition.level) is None:
        raise UnknownLevel(
            f"{definition.questionnaire} is for the level {definition.level!r}, which the register lacks"
        )
    db.session.merge(
        Questionnaire(
            code=definition.questionnaire,
            level_code=definition.level,
            name_sl=definition.name["sl"],
            name_en=definition.name["en"],
        )
    )
