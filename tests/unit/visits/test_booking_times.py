"""The times of a visit: one workshop after the other, on the grid."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workshops.visits.booking_times import (
    GRID,
    Spell,
    WorkshopLengths,
    is_in_school_hours,
    is_on_grid,
    next_on_grid,
    ticks_of,
    whole_of,
    workshop_spells,
)

WALL = ZoneInfo("Europe/Ljubljana")
EIGHT = datetime(2024, 10, 7, 8, 0, tzinfo=WALL)
moments = st.integers(0, 10_000_000).map(lambda minutes: EIGHT.astimezone(UTC) + timedelta(minutes=minutes))


def spell(start: str, end: str) -> Spell:
    return Spell(
        *(
            datetime.strptime(f"2024-10-07 {clock}", "%Y-%m-%d %H:%M").replace(tzinfo=WALL)
            for clock in (start, end)
        )
    )


def test_workshops_follow_each_other_with_a_break() -> None:
    assert workshop_spells(EIGHT, 3, WorkshopLengths()) == (
        spell("08:00", "09:30"),
        spell("09:40", "11:10"),
        spell("11:20", "12:50"),
    )


def test_a_visit_reaches_from_the_first_workshop_to_the_last() -> None:
    assert whole_of(workshop_spells(EIGHT, 2, WorkshopLengths(45, 5))) == spell("08:00", "09:35")


def test_one_visit_may_start_when_another_ends() -> None:
    assert not spell("08:00", "09:30").overlaps(spell("09:30", "11:00"))
    assert spell("08:00", "09:31").overlaps(spell("09:30", "11:00"))


@given(start=moments, minutes=st.integers(1, 600), shift=st.integers(-700, 700))
def test_spells_on_the_grid_share_a_tick_exactly_when_they_overlap(
    start: datetime, minutes: int, shift: int
) -> None:
    start = next_on_grid(start)
    first = Spell(start, start + minutes * GRID)
    second = Spell(start + shift * GRID, start + (shift + minutes) * GRID)

    assert bool(set(ticks_of(first)) & set(ticks_of(second))) == first.overlaps(second)


@given(start=moments, minutes=st.integers(1, 600))
def test_a_spell_off_the_grid_occupies_every_step_that_it_touches(start: datetime, minutes: int) -> None:
    ticks = ticks_of(Spell(start, start + timedelta(minutes=minutes)))
    epoch = datetime(1970, 1, 1, tzinfo=UTC)

    assert epoch + ticks[0] * GRID <= start < epoch + (ticks[0] + 1) * GRID
    assert epoch + ticks[-1] * GRID < start + timedelta(minutes=minutes) <= epoch + (ticks[-1] + 1) * GRID


@pytest.mark.parametrize(("minute", "expected"), [(0, True), (5, True), (7, False), (59, False)])
def test_the_grid_has_steps_of_five_minutes(minute: int, expected: bool) -> None:
    assert is_on_grid(EIGHT.replace(minute=minute)) is expected


def test_the_next_moment_on_the_grid_is_the_moment_itself_when_it_stands_there() -> None:
    assert next_on_grid(EIGHT) == EIGHT
    assert next_on_grid(EIGHT + timedelta(minutes=1)) == EIGHT + GRID


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("07:00", "20:00", True),
        ("06:55", "08:25", False),
        ("18:35", "20:05", False),
        ("02:00", "03:30", False),
    ],
)
def test_a_visit_lies_within_the_hours_of_schools(start: str, end: str, expected: bool) -> None:
    assert is_in_school_hours(spell(start, end)) is expected


def test_a_visit_over_midnight_lies_outside_the_hours_of_schools() -> None:
    late = datetime(2024, 10, 7, 19, 0, tzinfo=WALL)
    assert not is_in_school_hours(Spell(late, late + timedelta(hours=13)))
