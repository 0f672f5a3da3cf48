"""Reading questionnaires and their versions."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from core.database import db
from surveys.questionnaires.definition import Definition, parse_definition
from surveys.questionnaires.models import Questionnaire, QuestionnaireVersion


def list_questionnaires() -> Sequence[Questionnaire]:
    """Return every questionnaire with its level and versions, in the order of the levels."""
    statement = select(Questionnaire).options(
        joinedload(Questionnaire.level), selectinload(Questionnaire.versions)
    )
    return sorted(db.session.scalars(statement), key=lambda row: (row.level.position, row.code))


def find_version(code: str, number: int) -> QuestionnaireVersion | None:
    """Return one version of a questionnaire, if it exists."""
    return db.session.scalar(
        select(QuestionnaireVersion)
        .options(joinedload(QuestionnaireVersion.questionnaire))
        .filter_by(questionnaire_code=code, number=number)
    )


def find_current_version(level_code: str) -> QuestionnaireVersion | None:
    """Return the newest version in use for schools of a level, if there is one."""
    return db.session.scalar(
        select(QuestionnaireVersion)
        .join(Questionnaire)
        .where(Questionnaire.level_code == level_code, QuestionnaireVersion.retired_at.is_(None))
        .order_by(QuestionnaireVersion.published_at.desc(), QuestionnaireVersion.id.desc())
        .limit(1)
    )


def get_definition(version_id: int) -> Definition:
    """Return what one version asks."""
    return parse_definition(db.session.get_one(QuestionnaireVersion, version_id).definition)
