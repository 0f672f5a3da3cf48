"""Search for good rotation plans: boundary moves under simulated annealing, from several starts.

References
----------
S. Kirkpatrick, C. D. Gelatt and M. P. Vecchi, "Optimization by simulated annealing", Science 220 (1983)
671-680. D. S. Johnson, C. R. Aragon, L. A. McGeoch and C. Schevon, "Optimization by simulated annealing:
an experimental evaluation; part I, graph partitioning", Operations Research 37 (1989) 865-892.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import islice
from random import Random

from workshops.rotation.layout import ROUNDING, IntArray, Layout
from workshops.rotation.starts import list_starts
from workshops.rotation.symmetry import Symmetry, canonical
from workshops.rotation.walk import Walk

# Between two changes of temperature and penalty.
_STRIDE = 256
_STEPS_A_CELL = 2_000
_MOST_STEPS = 450_000
# How the price of an intolerable load rises while there is one, and falls while there is none.
_PENALTY_STEP = 1.1


@dataclass(frozen=True)
class Watch:
    """Who looks on: `stop` is asked now and then, `report` hears every better objective."""

    stop: Callable[[], bool] = lambda: False
    report: Callable[[float], None] = lambda objective: None  # noqa: ARG005 - nobody listens


@dataclass(frozen=True)
class _Round:
    """How many walks go on, for which share of the steps, from which temperature to which."""

    walks: int
    share: float
    start: float
    end: float


# Half of the steps try starts, a quarter betters the best four, a quarter polishes the best.
_ROUNDS = (_Round(12, 1 / 24, 1.0, 0.2), _Round(4, 1 / 16, 0.7, 0.2), _Round(1, 1 / 4, 0.6, 0.15))


@dataclass
class Harvest:
    """The best plans that a search has met; of plans equal but for the names of the years one is kept."""

    symmetry: Symmetry
    room: int = 1
    limit: float = math.inf
    _plans: dict[bytes, tuple[float, IntArray]] = field(default_factory=dict)

    def offer(self, objective: float, turns: IntArray, years: int) -> bool:
        """Take a plan in; say whether it is the best so far."""
        turns = canonical(turns, self.symmetry, years)
        is_best = objective < self.best - ROUNDING
        self._plans[turns.tobytes()] = objective, turns
        if len(self._plans) > self.room:
            del self._plans[max(self._plans, key=lambda key: self._plans[key][0])]
        if len(self._plans) == self.room:
            self.limit = max(objective for objective, _ in self._plans.values()) - ROUNDING
        return is_best

    @property
    def best(self) -> float:
        """The objective of the best plan."""
        return min((objective for objective, _ in self._plans.values()), default=math.inf)

    @property
    def plans(self) -> list[IntArray]:
        """The plans, best first."""
        return [turns for _, turns in sorted(self._plans.values(), key=lambda plan: plan[0])]


@dataclass
class _Track:
    """A walk and the objective of the best plan that it has met within the tolerance."""

    walk: Walk
    best: float = math.inf


def search_plans(layout: Layout, harvest: Harvest, watch: Watch, *, passes: int = 1) -> None:
    """Harvest good plans; the same for the same problem and seed, unless the watch stops the search.

    Passes over new starts go on, up to their number, until there is a plan within the tolerance.
    """
    random = Random(layout.problem.random_seed)
    starts = list_starts(layout, random)
    blocks, regions, _ = layout.shape
    steps = min(_MOST_STEPS, _STEPS_A_CELL * blocks * regions)
    if (layout.allowed.sum(axis=2) <= 1).all():
        steps = 0
    for _ in range(passes):
        some = islice(starts, _ROUNDS[0].walks)
        tracks = [_Track(Walk(layout, turns, random)) for turns in some if turns is not None]
        for stage in _ROUNDS:
            tracks = _keep_best(tracks, stage.walks)
            for track in tracks:
                _anneal(track, int(steps * stage.share), stage, harvest, watch)
        if harvest.plans or watch.stop():
            return


def _keep_best(tracks: list[_Track], count: int) -> list[_Track]:
    penalty = max((track.walk.penalty for track in tracks), default=0.0)
    for track in tracks:
        track.walk.set_penalty(penalty)
    return sorted(tracks, key=lambda track: (track.best, track.walk.objective))[:count]


def _anneal(track: _Track, steps: int, stage: _Round, harvest: Harvest, watch: Watch) -> None:
    walk = track.walk
    _, regions, years = walk.layout.shape
    weights = walk.layout.problem.weights
    # What a typical move costs: a pair cut, an assignment changed, a region's share of a year's load.
    typical = weights.cut + weights.changes + weights.balance * years / regions or 1.0
    penalty = walk.penalty or typical * regions / years
    strides = steps // _STRIDE
    for stride in range(strides + 1):
        walk.set_penalty(penalty)
        _note(track, harvest, watch)
        if stride == strides or watch.stop():
            return
        temperature = typical * stage.start * (stage.end / stage.start) ** (stride / strides)
        for _ in range(_STRIDE):
            if walk.step(temperature) and walk.objective < max(track.best, harvest.limit):
                _note(track, harvest, watch)
        penalty *= 1 / _PENALTY_STEP if walk.is_tolerable else _PENALTY_STEP


def _note(track: _Track, harvest: Harvest, watch: Watch) -> None:
    walk = track.walk
    objective = walk.objective
    if not walk.is_tolerable:
        return
    track.best = min(track.best, objective)
    if objective < harvest.limit:
        turns = walk.copy_turns()
        if harvest.offer(objective, turns, walk.layout.shape[2]):
            watch.report(objective)
