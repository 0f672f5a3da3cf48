import numpy as np
import pytest

from surveys.indicators.disclosure import ReleasedTable, count_cube, release
from surveys.indicators.linked_table import primary_cells
from surveys.indicators.releases import PublishedTable, Sum, audit_releases, describe
from surveys.indicators.suppression import Effort
from tests.unit.disclosure.school_years import BY, simulate_year
from tests.unit.disclosure.tables import at_least_two_a_line, attack, random_table

QUICK = Effort(gap=0.1, rounds=3)
YEARS = [*range(4), *(pytest.param(year, marks=pytest.mark.slow) for year in range(4, 1000))]


def _released(seed: int, workshops: int = 150) -> ReleasedTable:
    return release(count_cube(simulate_year(seed, workshops=workshops), BY), BY, effort=QUICK)


@pytest.mark.parametrize("year", YEARS)
def test_nobody_works_out_a_hidden_count_of_a_school_year(year: int) -> None:
    published = describe(_released(year, workshops=60 + 10 * (year % 12)), "new_information", "2025-06-30")
    found = attack(published.counts, [(line.total, line.parts) for line in published.sums])
    assert found
    assert {cell: ends for cell, ends in found.items() if ends[1] - ends[0] < 5} == {}


def _weakly_published(seed: int, hide: str) -> PublishedTable:
    """Return a table whose author hides the small counts only, or follows the usual rule of thumb."""
    table = random_table((12, 2, 3), mean=7, seed=seed)
    primary = primary_cells(table, 5)
    hidden = primary if hide == "small counts" else at_least_two_a_line(table, primary)
    names = [f"c{cell}" for cell in range(len(table.counts))]
    values = {
        name: None if is_hidden else int(count)
        for name, count, is_hidden in zip(names, table.counts, hidden, strict=True)
    }
    sums = tuple(
        Sum(names[line.total], tuple(names[part] for part in line.parts)) for line in table.equations
    )
    return PublishedTable("weak", "2025-06-30", values, sums, zeros_public=True)


@pytest.mark.parametrize("hide", ["small counts", "two a line"])
def test_a_weak_rule_is_caught(hide: str) -> None:
    breaches = [breach for seed in range(3) for breach in audit_releases([_weakly_published(seed, hide)])]
    assert breaches
    assert all("can only be" in breach.text or "must lie between" in breach.text for breach in breaches)


def test_the_audit_of_releases_finds_what_another_attacker_finds() -> None:
    weak = _weakly_published(2, "small counts")
    found = attack(weak.counts, [(line.total, line.parts) for line in weak.sums], least=1)
    narrow = {cell for cell, (low, high) in found.items() if np.floor(high) - np.ceil(low) < 5}
    assert narrow
    assert {breach.cell for breach in audit_releases([weak])} == narrow
