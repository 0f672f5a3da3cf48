"""Reading surveys and responses."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import joinedload

from accounts.policy import Scope
from core.database import db
from core.settings import get_setting
from surveys.questionnaires.definition import Definition, parse_definition
from surveys.questionnaires.models import QuestionnaireVersion
from surveys.responses import help_lines
from surveys.responses.help_lines import Help
from surveys.responses.join_codes import is_code, is_link_key
from surveys.responses.models import CLOSING_GRACE, Response, WorkshopSurvey
from workshops.register.models import ClassGroup
from workshops.visits.models import Visit, Workshop
from workshops.visits.queries import is_within

HELP_SETTING = "help_lines"


@dataclass(frozen=True)
class JoinedSurvey:
    """What the pupils' pages need of a survey."""

    workshop_id: int
    version_id: int
    checksum: str
    link_key: str
    opens_at: datetime
    closes_at: datetime
    language: str
    is_called_off: bool

    def is_open(self, now: datetime) -> bool:
        """Tell whether the form may be opened."""
        return not self.is_called_off and self.opens_at <= now < self.closes_at

    def takes_answers(self, now: datetime) -> bool:
        """Tell whether a form that was opened may still be sent."""
        return not self.is_called_off and self.opens_at <= now < self.closes_at + CLOSING_GRACE


_JOINED = (
    select(
        WorkshopSurvey.workshop_id,
        WorkshopSurvey.version_id,
        QuestionnaireVersion.checksum,
        WorkshopSurvey.link_key,
        WorkshopSurvey.opens_at,
        WorkshopSurvey.closes_at,
        Visit.language,
        Visit.cancelled_at.is_not(None) | Workshop.not_held_reason.is_not(None),
    )
    .join(Workshop, Workshop.id == WorkshopSurvey.workshop_id)
    .join(Visit, Visit.id == Workshop.visit_id)
    .join(QuestionnaireVersion, QuestionnaireVersion.id == WorkshopSurvey.version_id)
)
_BY_CODE = _JOINED.where(WorkshopSurvey.typed_code == bindparam("key"))
_BY_LINK = _JOINED.where(WorkshopSurvey.link_key == bindparam("key"))


def find_joined(key: str) -> JoinedSurvey | None:
    """Return the survey behind a typed code or the key of a link, open or not; None when there is none."""
    if not (is_code(key) or is_link_key(key)):
        return None
    row = db.session.execute(_BY_CODE if is_code(key) else _BY_LINK, {"key": key}).first()
    return None if row is None else JoinedSurvey(*row)


def find_survey(workshop_id: int) -> WorkshopSurvey | None:
    """Return the survey of a workshop, if it has been prepared."""
    return db.session.get(WorkshopSurvey, workshop_id)


def list_surveys(workshop_ids: Sequence[int]) -> Mapping[int, WorkshopSurvey]:
    """Return the surveys of some workshops, by workshop."""
    found = db.session.scalars(select(WorkshopSurvey).where(WorkshopSurvey.workshop_id.in_(workshop_ids)))
    return {survey.workshop_id: survey for survey in found}


def find_workshop(workshop_id: int, scope: Scope) -> Workshop | None:
    """Return a workshop with its class and school, or None when it lies outside the scope."""
    chosen = (
        select(Workshop)
        .join(Workshop.visit)
        .join(Visit.school)
        .options(
            joinedload(Workshop.class_group).joinedload(ClassGroup.school),
            joinedload(Workshop.visit).joinedload(Visit.school),
        )
        .where(Workshop.id == workshop_id, is_within(scope))
    )
    return db.session.scalar(chosen)


def code_exists(code: str) -> bool:
    """Tell whether a survey has ever had this code."""
    return db.session.scalar(select(WorkshopSurvey.workshop_id).filter_by(typed_code=code)) is not None


def find_definition(version_id: int) -> Definition | None:
    """Return what one version of a questionnaire asks, if it exists."""
    version = db.session.get(QuestionnaireVersion, version_id)
    return None if version is None else parse_definition(version.definition)


@lru_cache(maxsize=64)
def get_definition(version_id: int, checksum: str) -> Definition:  # noqa: ARG001 - the checksum names the content
    """Return what a version asks; it is read once, because what has a checksum never changes."""
    return parse_definition(db.session.get_one(QuestionnaireVersion, version_id).definition)


def count_responses(workshop_id: int) -> int:
    """Return how many pupils of a workshop have sent their answers."""
    return db.session.scalar(select(func.count()).where(Response.workshop_id == workshop_id)) or 0


def count_responses_by_workshop(workshop_ids: Sequence[int]) -> Mapping[int, int]:
    """Return how many pupils have sent their answers, by workshop; workshops without any are left out."""
    counted: Select[int, int] = (
        select(Response.workshop_id, func.count())
        .where(Response.workshop_id.in_(workshop_ids))
        .group_by(Response.workshop_id)
    )
    return {row[0]: row[1] for row in db.session.execute(counted)}


def is_stored(response_id: bytes) -> bool:
    """Tell whether the answers under a key are stored."""
    return db.session.scalar(select(Response.workshop_id).filter_by(id=response_id)) is not None


def list_responses(workshop_id: int) -> Sequence[Response]:
    """Return the responses of one workshop in the order of their random keys."""
    return db.session.scalars(_of_workshop(workshop_id)).all()


def get_help() -> Help:
    """Return whom pupils can call, and where the exit leads."""
    return help_lines.confirmed_help(help_lines.PROPOSED, get_setting(HELP_SETTING))


def _of_workshop(workshop_id: int) -> Select[Response]:
    return select(Response).where(Response.workshop_id == workshop_id).order_by(Response.id)
