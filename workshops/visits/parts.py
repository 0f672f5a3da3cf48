"""Part of a schedule set free and planned anew, everything else staying where it is.

The rest is fixed, so a visit set free can join a kept day or open a new one; the answer is the best schedule
that differs in those visits only, when the time suffices.
"""

from dataclasses import dataclass, replace

import numpy as np

from workshops.visits.by_day import improve_by_day
from workshops.visits.dated import Dated, joined
from workshops.visits.dated_choice import MoveLimit
from workshops.visits.outcome import Clock, outcome_of
from workshops.visits.problem import NONE, OUTSIDE, Booleans, VisitProblem
from workshops.visits.relaxation import lone_trips
from workshops.visits.schedule import Schedule
from workshops.visits.search import DayPatterns
from workshops.visits.travel import Integers

_NEIGHBOURS = 15


@dataclass(frozen=True, eq=False)
class Part:
    """A smaller problem with the numbers that its visits and facilitators have in the whole one."""

    problem: VisitProblem
    visits: Integers
    facilitators: Integers

    def merged(self, schedule: Schedule, solved: Schedule) -> Schedule:
        """Return a schedule of the whole with the solution of the part put in its place."""
        days, facilitators = schedule.days.copy(), schedule.facilitators.copy()
        days[self.visits] = solved.days
        facilitators[self.visits] = np.append(self.facilitators, NONE)[solved.facilitators]
        return Schedule(days, facilitators)

    def of(self, schedule: Schedule, people: int) -> Schedule:
        """Return what a schedule of the whole, with so many facilitators, does with the part's visits."""
        number = np.full(people + 1, OUTSIDE)
        number[self.facilitators] = np.arange(len(self.facilitators))
        number[NONE] = NONE
        return Schedule(schedule.days[self.visits], number[schedule.facilitators[self.visits]])


@dataclass(frozen=True, eq=False)
class Freedom:
    """What may change: free visits anyhow; of the movable ones at most so many, none of them left out."""

    free: Booleans
    movable: Booleans
    most_moves: int = 0


def plan_anew(problem: VisitProblem, schedule: Schedule, freedom: Freedom, time_left: Clock) -> Schedule:
    """Return the best schedule found that differs from a given one only in what is free.

    Parameters
    ----------
    problem, schedule
        The problem and a schedule of it that breaks no rule without the free visits.
    freedom
        Which visits may change; those that the problem itself fixes stay fixed.
    time_left
        Tells how many seconds are left.
    """
    kept = Schedule(
        np.where(freedom.free, NONE, schedule.days), np.where(freedom.free, NONE, schedule.facilitators)
    )
    may_change = freedom.free | freedom.movable
    staying = Schedule(np.where(may_change, NONE, kept.days), np.where(may_change, NONE, kept.facilitators))
    part = set_free(problem, staying, may_change)
    dated = Dated(DayPatterns(part.problem))
    present = part.of(kept, len(problem.facilitators))
    solved = improve_by_day(
        dated,
        outcome_of(part.problem, present),
        joined([dated.on_all_days(lone_trips(dated.patterns)), dated.columns_of(present)]),
        time_left=time_left,
        limit=MoveLimit(present, freedom.movable[part.visits], freedom.most_moves)
        if freedom.movable.any()
        else None,
    )
    return part.merged(kept, solved.schedule)


def set_free(problem: VisitProblem, kept: Schedule, free: Booleans) -> Part:
    """Return the problem of planning the free visits, with those kept that matter to them.

    A kept day matters when a free visit could join it, or when it holds a visit of a free one's school.
    """
    visits, people = problem.visits, problem.facilitators
    able = np.logical_or.reduce(problem.can_serve[free])
    needed = np.logical_or.reduce(problem.open_days[free])
    held = kept.days >= 0
    load = np.zeros(people.available.shape)
    np.add.at(load, (kept.facilitators[held], kept.days[held]), visits.workshops[held])
    smallest = visits.workshops[free].min(initial=1)
    matters = able[:, None] & needed & (load > 0) & (load + smallest <= people.max_workshops[:, None])
    same_school = np.isin(visits.schools, visits.schools[free]) & ~free
    matters[kept.facilitators[held & same_school], kept.days[held & same_school]] = True
    stays = held.copy()
    stays[held] = matters[kept.facilitators[held], kept.days[held]]
    chosen = np.flatnonzero(free | stays | same_school)
    facilitators = np.flatnonzero(able | matters.any(axis=1))
    days_kept = (load > 0) & ~matters
    available = people.available & (matters | (able[:, None] & needed & ~days_kept))
    whole = replace(
        problem,
        visits=replace(
            visits,
            penalties=np.where((same_school & ~held)[:, None], np.inf, visits.penalties),
            fixed_days=np.where(stays, kept.days, visits.fixed_days),
            fixed_facilitators=np.where(stays, kept.facilitators, visits.fixed_facilitators),
        ),
        facilitators=replace(people, available=available, max_days=people.max_days - days_kept.sum(axis=1)),
    )
    return Part(whole.part(chosen, facilitators), chosen, facilitators)


def neighbours(problem: VisitProblem, schedule: Schedule, hit: Booleans, today: int = 0) -> Booleans:
    """Return the scheduled visits nearest to some others, those that may still move."""
    free = (schedule.days >= today) & ~hit & (problem.visits.fixed_days < 0)
    places = problem.visits.places
    minutes = problem.travel.minutes(places[hit][:, None], places[None, :]).min(axis=0, initial=2**31)
    nearest = np.argsort(np.where(free, minutes, 2**32), kind="stable")[:_NEIGHBOURS]
    return free & np.isin(np.arange(len(free)), nearest)
