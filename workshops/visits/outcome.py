"""What a run has: the best schedule with its cost and a proven bound, and how it tells about it."""

import math
from collections.abc import Callable
from dataclasses import astuple, dataclass, replace

import numpy as np

from workshops.visits.problem import VisitProblem
from workshops.visits.schedule import Schedule, Terms, terms_of

_CLOSED = 1e-9
_ROUNDING = 1e-6


@dataclass(frozen=True)
class Progress:
    """How far a run is."""

    stage: str
    cost: float
    bound: float


Reporter = Callable[[Progress], None]
Clock = Callable[[], float]  # tells how many seconds are left


@dataclass(frozen=True, eq=False)
class Outcome:
    """The best schedule found, with what it costs and a proven lower bound on every schedule's cost."""

    problem: VisitProblem
    schedule: Schedule
    terms: Terms
    bound: float

    @property
    def cost(self) -> float:
        """The weighted sum of the terms."""
        return self.terms.cost(self.problem.weights)

    @property
    def gap(self) -> float | None:
        """The relative distance from the bound; None when the bound is 0 and the cost is not."""
        if self.cost <= self.bound:
            return 0.0
        return (self.cost - self.bound) / self.bound if self.bound > 0 else None

    @property
    def is_optimal(self) -> bool:
        """Whether the bound proves that no schedule is cheaper."""
        return self.cost - self.bound <= _CLOSED * max(1.0, self.cost)

    def improved(self, schedule: Schedule) -> "Outcome":
        """Return the outcome with another schedule if that is cheaper."""
        terms = terms_of(self.problem, schedule)
        return (
            replace(self, schedule=schedule, terms=terms)
            if terms.cost(self.problem.weights) < self.cost
            else self
        )

    def raised(self, bound: float) -> "Outcome":
        """Return the outcome with another bound if that is higher; rounded up where every cost is whole."""
        if _costs_are_whole(self.problem):
            bound = math.ceil(bound - _ROUNDING)
        return replace(self, bound=max(self.bound, bound))


def outcome_of(problem: VisitProblem, schedule: Schedule) -> Outcome:
    """Return the outcome of a schedule of which nothing is proven yet."""
    return Outcome(problem, schedule, terms_of(problem, schedule), 0.0)


def _costs_are_whole(problem: VisitProblem) -> bool:
    penalties = problem.visits.penalties[np.isfinite(problem.visits.penalties)]
    numbers = np.concatenate([astuple(problem.weights), problem.visits.priorities, penalties])
    return bool((numbers == np.rint(numbers)).all())
