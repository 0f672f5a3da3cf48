from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask

from accounts.models import LinkPurpose
from accounts.signed_links import find_link, issue_link, revoke_link, token_of
from core.database import db

NOON = datetime(2024, 10, 8, 12, tzinfo=UTC)


def issue(purpose: LinkPurpose = LinkPurpose.ATTENDANCE) -> str:
    link = issue_link(purpose, 17, expires_at=NOON + timedelta(days=30))
    db.session.commit()
    return token_of(link)


def test_a_link_opens_what_it_was_issued_for(app_on_both: Flask) -> None:
    with time_machine.travel(NOON, tick=False):
        link = find_link(issue(), LinkPurpose.ATTENDANCE)
    assert link is not None
    assert link.subject_id == "17"


def test_a_link_ends_when_its_time_is_over(app: Flask) -> None:
    with time_machine.travel(NOON, tick=False):
        token = issue()
    with time_machine.travel(NOON + timedelta(days=30), tick=False):
        assert find_link(token, LinkPurpose.ATTENDANCE) is None


def test_a_link_ends_when_it_is_revoked(app: Flask) -> None:
    with time_machine.travel(NOON, tick=False):
        token = issue()
        link = find_link(token, LinkPurpose.ATTENDANCE)
        assert link is not None
        revoke_link(link)
        db.session.commit()
        assert find_link(token, LinkPurpose.ATTENDANCE) is None


@time_machine.travel(NOON, tick=False)
def test_a_link_of_another_purpose_opens_nothing(app: Flask) -> None:
    assert find_link(issue(LinkPurpose.SCHOOL), LinkPurpose.ATTENDANCE) is None


@time_machine.travel(NOON, tick=False)
@pytest.mark.parametrize("position", range(0, 66, 5))
def test_an_altered_link_opens_nothing(app: Flask, position: int) -> None:
    token = issue()
    changed = "A" if token[position] != "A" else "B"
    altered = token[:position] + changed + token[position + 1 :]
    # The last letter of a base64 text carries spare bits; any other change must be noticed.
    assert position >= len(token) - 1 or find_link(altered, LinkPurpose.ATTENDANCE) is None


@time_machine.travel(NOON, tick=False)
def test_reading_the_database_is_not_enough_to_make_a_link(app: Flask) -> None:
    token = issue()
    link_id = token.rsplit(".", 1)[0]
    assert find_link(link_id, LinkPurpose.ATTENDANCE) is None
    assert find_link(f"{link_id}.", LinkPurpose.ATTENDANCE) is None


@pytest.mark.parametrize("token", ["", ".", "x", "ž" * 40, "a" * 10_000])
def test_nonsense_opens_nothing(app: Flask, token: str) -> None:
    assert find_link(token, LinkPurpose.ATTENDANCE) is None
