import numpy as np
import pytest

from surveys.indicators import linear_programmes
from surveys.indicators.disclosure_audit import find_intervals, open_cells
from surveys.indicators.linear_programmes import ColdProgramme, Polytope, SolverError, WarmProgramme, over
from surveys.indicators.linked_table import primary_cells
from surveys.indicators.suppression import suppress
from tests.unit.disclosure.tables import random_table


def _polytope(seed: int) -> Polytope:
    table = random_table((3, 4, 2), mean=6, seed=seed)
    size = len(table.counts)
    return Polytope(table.matrix, np.zeros(len(table.equations)), -table.room, np.full(size, 50.0))


@pytest.mark.parametrize("seed", range(3))
def test_a_warm_start_does_not_change_the_optimum(seed: int) -> None:
    polytope = _polytope(seed)
    warm, cold = WarmProgramme(polytope), ColdProgramme(polytope)
    random = np.random.default_rng(seed)
    for _ in range(20):
        objective = random.integers(-3, 4, size=len(polytope.low)).astype(float)
        high = polytope.high * random.integers(0, 2, size=len(polytope.high))
        for programme in (warm, cold):
            programme.limit(polytope.low, high)
        one, other = warm.minimise(objective), cold.minimise(objective)
        assert objective @ one.x == pytest.approx(objective @ other.x, abs=1e-6)
        assert np.abs(polytope.matrix @ one.x).max() < 1e-6
        # The prices prove the optimum: the reduced costs pay for every limit that holds it.
        reduced = objective - polytope.matrix.T @ one.prices
        assert objective @ one.x == pytest.approx(
            np.where(reduced > 0, reduced * polytope.low, reduced * high).sum(), abs=1e-6
        )


@pytest.mark.parametrize("kind", [WarmProgramme, ColdProgramme])
def test_a_programme_without_an_optimum_says_so(kind: type[WarmProgramme | ColdProgramme]) -> None:
    polytope = _polytope(1)
    programme = kind(polytope)
    programme.limit(np.full(len(polytope.low), 1.0), np.full(len(polytope.low), 2.0))
    with pytest.raises(SolverError):
        programme.minimise(np.ones(len(polytope.low)))


def test_without_the_warm_start_everything_still_works(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linear_programmes, "highs", None)
    assert isinstance(over(_polytope(1)), ColdProgramme)
    table = random_table((4, 3), mean=6, seed=2)
    found = suppress(table, primary_cells(table, 5))
    assert found.hidden.any()
    assert not open_cells(table, found.hidden, 5).any()
    assert (find_intervals(table, found.hidden).width[found.hidden] >= 5).all()
