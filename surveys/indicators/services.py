"""Tallying what has closed, and releasing what may be shown."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence

import pandas as pd
from sqlalchemy import delete

from accounts.models import User
from core import audit, clock
from core.database import Json, db
from surveys.indicators import queries
from surveys.indicators.figures import DIMENSIONS, Indicator, build_figures
from surveys.indicators.models import IndicatorRelease, Tally
from surveys.indicators.scoring import TallySums, tally
from surveys.questionnaires.definition import Definition
from surveys.questionnaires.queries import get_definition
from surveys.responses.models import CollectionMode, Response
from surveys.responses.queries import list_responses
from surveys.responses.services import shuffle_responses


def tally_closed_surveys() -> int:
    """Score and add up every survey that has closed since; return how many."""
    surveys = queries.list_untallied(clock.now())
    for survey in surveys:
        _tally(survey.workshop_id, survey.version_id)
    db.session.commit()
    return len(surveys)


def retally(workshop_id: int, version_id: int, actor: audit.Actor) -> None:
    """Tally a workshop again, after its attendance was corrected or answers came in late."""
    db.session.execute(delete(Tally).where(Tally.workshop_id == workshop_id))
    _tally(workshop_id, version_id)
    audit.record(actor, "tallied again", "workshop", workshop_id)
    db.session.commit()


def release_figures(*, released_by: User | None, actor: audit.Actor) -> IndicatorRelease:
    """Compute every figure from the tallies, protect them together and freeze them under a new number."""
    rows = queries.list_tallies()
    figures = build_figures(_frame(rows), queries.delivered_frame())
    stored = [figure.to_json() for figure in figures]
    latest = queries.find_latest_release()
    workshops, responses, surplus = queries.count_tallied()
    release = IndicatorRelease(
        number=1 if latest is None else latest.number + 1,
        released_at=clock.now(),
        released_by_id=None if released_by is None else released_by.id,
        figures=stored,
        checksum=_checksum(stored),
        workshops=workshops,
        responses=responses,
        surplus=surplus,
    )
    db.session.add(release)
    audit.record(actor, "released", "indicator_release", release.number, after={"checksum": release.checksum})
    db.session.commit()
    return release


def _tally(workshop_id: int, version_id: int) -> None:
    """Add the tallies of one workshop; answers above the pupils present are set aside.

    Which ones are set aside follows their random keys, so it depends on nothing that a pupil did.
    """
    definition = get_definition(version_id)
    responses = list_responses(workshop_id)
    present = queries.get_present(workshop_id)
    counted = responses if present is None else responses[:present]
    parts: dict[tuple[str, CollectionMode], list[Response]] = defaultdict(list)
    for response in counted:
        parts[response.language, response.mode].append(response)
    surplus = len(responses) - len(counted)
    for (language, mode), answered in sorted(parts.items()):
        sums = tally(
            [response.answers for response in answered], definition.question_ids, definition.scoring_key
        )
        db.session.add(
            Tally(
                workshop_id=workshop_id,
                version_id=version_id,
                language=language,
                mode=mode,
                responses=len(answered),
                surplus=surplus,
                sums=sums.to_json(),
            )
        )
        surplus = 0
    db.session.flush()
    shuffle_responses(workshop_id)


def _frame(rows: Sequence[queries.TallyRow]) -> pd.DataFrame:
    """Return the tallies as `build_figures` wants them."""
    definitions: dict[int, Definition] = {}
    records = []
    for row in rows:
        version = row.tally.version_id
        definition = definitions.setdefault(version, get_definition(version))
        records.append(
            {
                **dict(zip(DIMENSIONS, row.group, strict=True)),
                "school": row.school,
                "responses": row.tally.responses,
                **_counts(TallySums.from_json(row.tally.sums), definition),
            }
        )
    return pd.DataFrame(records)


def _counts(sums: TallySums, definition: Definition) -> Mapping[str, int]:
    """Return the pupils who count and who answered, for each indicator."""
    counts: dict[str, int] = {}
    for indicator in Indicator:
        if indicator is Indicator.IDENTIFIES:
            counts["yes_identifies"] = sums.reached(definition.scoring_key.pass_mark)
            counts["n_identifies"] = sums.responses
            continue
        question, options = definition.counted_as(indicator)
        counts[f"yes_{indicator}"] = sums.chosen(question, options)
        counts[f"n_{indicator}"] = sums.answered(question)
    return counts


def _checksum(figures: Sequence[Json]) -> str:
    return hashlib.sha256(json.dumps(figures, sort_keys=True).encode()).hexdigest()
