"""Schedule synthetic years, print cost against bound: python -m bench.visits [150 700 3000] [--scarce]."""

import argparse
import resource
import time
from dataclasses import replace
from functools import partial

import numpy as np

from bench.visits.greedy import schedule_greedily
from bench.visits.instances import make_problem
from workshops.visits.parsing import parse_problem
from workshops.visits.problem import VisitProblem
from workshops.visits.repair import repair
from workshops.visits.schedule import Schedule, terms_of
from workshops.visits.scheduler import schedule_visits

_LIMITS = {150: 1.0, 700: 5.0, 3000: 20.0, 20000: 60.0}
_GREEDY_UP_TO = 3000
_SCARCE_LIMIT = 15.0
_REPAIR_LIMIT = 20.0


def main() -> None:
    """Run the sizes asked for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("sizes", nargs="*", type=int, default=[150, 700, 3000])
    parser.add_argument("--scarce", action="store_true", help="few days a school, few facilitator-days")
    parser.add_argument("--countries", type=int, default=1, help="how many countries side by side")
    arguments = parser.parse_args()
    for size in arguments.sizes:
        document = make_problem(size, scarce=arguments.scarce, countries=arguments.countries)
        _run(parse_problem(document), size, _SCARCE_LIMIT if arguments.scarce else _LIMITS.get(size, 30.0))


def _run(problem: VisitProblem, size: int, limit: float) -> None:
    start = time.monotonic()
    outcome = schedule_visits(problem, time_left=partial(_left, start + limit))
    seconds = time.monotonic() - start
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{size} workshops: cost {outcome.cost:.0f}, ratio to the bound {outcome.cost / outcome.bound:.4f}, "
        f"{outcome.terms.unscheduled:g} left out, {seconds:.2f} s of {limit:g} s, {memory:.0f} MB"
    )
    _repairs(problem, outcome.schedule)
    if size <= _GREEDY_UP_TO:
        greedy = terms_of(problem, schedule_greedily(problem))
        print(
            f"  greedy: cost {greedy.cost(problem.weights):.0f}, {greedy.unscheduled:g} left out; "
            f"ours is {outcome.cost / greedy.cost(problem.weights):.3f} of it"
        )


def _repairs(problem: VisitProblem, schedule: Schedule, count: int = 20) -> None:
    """Print how long twenty absences of three days take to mend, and whether only the visits hit moved."""
    rng = np.random.default_rng(1)
    groups = list(schedule.groups())
    seconds, exact = [], 0
    for number in rng.choice(len(groups), count):
        person, day = groups[number]
        available = problem.facilitators.available.copy()
        available[person, day : day + 3] = False
        now = replace(problem, facilitators=replace(problem.facilitators, available=available))
        start = time.monotonic()
        mended = repair(now, schedule, time_left=partial(_left, start + _REPAIR_LIMIT))
        seconds.append(time.monotonic() - start)
        exact += {move.visit for move in mended.moves} == set(mended.hit)
    took = f"median {np.median(seconds):.2f} s, longest {max(seconds):.2f} s"
    print(f"  repair: {exact} of {count} moved exactly the visits hit, {took}")


def _left(end: float) -> float:
    return end - time.monotonic()


if __name__ == "__main__":
    main()
