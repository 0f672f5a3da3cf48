"""From tallies to the figures that may be shown: estimates, then disclosure control, in one step.

Self-report and score are two indicators that are never mixed: what pupils say they learned, and what a scored
scenario shows that they can do.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from itertools import product
from typing import Any

import numpy as np
import pandas as pd

from surveys.indicators.cluster_sums import add_up
from surveys.indicators.disclosure import TOTAL, Cell, Share, count_cube, release
from surveys.indicators.estimates import Estimate, estimate_proportions
from surveys.indicators.publication import Flag, Reason
from surveys.indicators.variance import Design

DIMENSIONS = ("region", "level", "provider", "school_year")
Group = tuple[str, str, str, str]
EVERYBODY: Group = (TOTAL, TOTAL, TOTAL, TOTAL)


class Indicator(StrEnum):
    """The indicators of the programme."""

    NEW_INFORMATION = "new_information"
    CAN_IDENTIFY = "can_identify"
    IDENTIFIES = "identifies"


SELF_REPORTED = (Indicator.NEW_INFORMATION, Indicator.CAN_IDENTIFY)
SCORED = (Indicator.IDENTIFIES,)


@dataclass(frozen=True)
class Figure:
    """One number that has passed disclosure control, with its uncertainty. None is hidden or undefined.

    Attributes
    ----------
    group
        Region, level, provider and school year; "all" stands for all of them.
    share, percent
        How the percentage may be said, and the percentage where it may be said exactly.
    low, high
        Limits of the 95 % interval, as percentages.
    n, schools, present
        Answers, schools with answers, and pupils present at the workshops of the group.

    """

    indicator: Indicator
    group: Group
    share: Share
    percent: float | None = None
    low: float | None = None
    high: float | None = None
    n: int | None = None
    schools: int | None = None
    present: int | None = None
    responses: int | None = None
    method: str | None = None
    deff: float | None = None
    n_effective: float | None = None
    flag: Flag = Flag.WITHHOLD
    reasons: tuple[Reason, ...] = ()

    @property
    def is_shown(self) -> bool:
        """Tell whether there is a percentage to show."""
        return self.percent is not None

    @property
    def response_rate(self) -> float | None:
        """Share of the pupils present who answered."""
        if self.responses is None or not self.present:
            return None
        return self.responses / self.present

    def to_json(self) -> dict[str, Any]:
        """Return the figure as a release keeps it."""
        return asdict(self) | {"share": self.share.value}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Figure":
        """Return a figure of a release."""
        region, level, provider, school_year = stored["group"]
        return cls(
            **{
                **stored,
                "indicator": Indicator(stored["indicator"]),
                "group": (region, level, provider, school_year),
                "share": Share(stored["share"]),
                "flag": Flag(stored["flag"]),
                "reasons": tuple(map(Reason, stored["reasons"])),
            }
        )


def build_figures(tallies: pd.DataFrame, delivered: pd.DataFrame) -> tuple[Figure, ...]:
    """Return every figure of every group that has answers, protected.

    Parameters
    ----------
    tallies
        One row a tally: the columns of DIMENSIONS, `school`, `responses`, and for each indicator `yes_<name>`
        and `n_<name>`, the pupils who count and the pupils who answered.
    delivered
        One row a workshop with attendance: the columns of DIMENSIONS and `present`.

    """
    if tallies.empty:
        return ()
    groups = _sums_by_group(tallies, "responses")
    present = _sums_by_group(delivered, "present")
    figures: list[Figure] = []
    for indicator in Indicator:
        cube = count_cube(
            tallies, DIMENSIONS, counts=[f"yes_{indicator}"], base=f"n_{indicator}", school="school"
        )
        table = release(cube, DIMENSIONS, counts=[f"yes_{indicator}"], base=f"n_{indicator}")
        keys = list(cube[list(DIMENSIONS)].itertuples(index=False, name=None))
        estimates = _estimates(tallies, keys, indicator)
        for cell, key, estimate, schools in zip(table.cells, keys, estimates, cube["schools"], strict=True):
            figures.append(
                _figure(
                    indicator,
                    cell,
                    estimate,
                    schools=int(schools),
                    responses=groups[key],
                    present=present.get(key),
                )
            )
    return tuple(figures)


def _figure(
    indicator: Indicator,
    cell: Cell,
    estimate: Estimate,
    *,
    schools: int,
    responses: int,
    present: int | None,
) -> Figure:
    region, level, provider, school_year = cell.key
    group = (region, level, provider, school_year)
    if cell.base is None:
        return Figure(indicator, group, Share.SUPPRESSED)
    bare = Figure(
        indicator, group, cell.share, n=cell.base, schools=schools, responses=responses, present=present
    )
    # A number too uncertain to publish is hidden behind the same sign as one that is unsafe.
    if cell.share is Share.EXACT and estimate.flag is Flag.WITHHOLD:
        return replace(bare, share=Share.SUPPRESSED)
    if cell.percent is None:
        return bare
    return replace(
        bare,
        percent=cell.percent,
        low=None if estimate.low is None else 100 * estimate.low,
        high=None if estimate.high is None else 100 * estimate.high,
        method=estimate.method,
        deff=estimate.deff,
        n_effective=estimate.n_effective,
        flag=estimate.flag,
        reasons=estimate.reasons,
    )


def _estimates(tallies: pd.DataFrame, keys: Sequence[Group], indicator: Indicator) -> list[Estimate]:
    """Return the estimate of each group; every school of the programme stays in its variance."""
    position = pd.MultiIndex.from_tuples(keys)
    codes, schools = pd.factorize(tallies["school"])
    rows, groups = [], []
    for columns in _with_margins(tallies):
        rows.append(np.arange(len(tallies)))
        groups.append(position.get_indexer(pd.MultiIndex.from_arrays(columns)))
    row, group = np.concatenate(rows), np.concatenate(groups)
    answers = tallies[f"n_{indicator}"].to_numpy(float)
    sums = add_up(
        group,
        codes[row],
        groups=len(keys),
        n=answers[row],
        total=tallies[f"yes_{indicator}"].to_numpy(float)[row],
        missing=(tallies["responses"].to_numpy(float) - answers)[row],
    )
    programme = sums.icc[keys.index(EVERYBODY)]
    return estimate_proportions(sums, Design.unstratified(len(schools)), icc=float(programme))


def _with_margins(frame: pd.DataFrame) -> Iterator[list[pd.Series]]:
    """Yield the grouping columns of each combination of a dimension's own values and its total."""
    total = pd.Series(TOTAL, index=frame.index)
    for choice in product((True, False), repeat=len(DIMENSIONS)):
        yield [
            frame[dimension].astype(str) if own else total
            for dimension, own in zip(DIMENSIONS, choice, strict=True)
        ]


def _sums_by_group(frame: pd.DataFrame, column: str) -> dict[Group, int]:
    sums: dict[Group, int] = {}
    for columns in _with_margins(frame):
        keys = [series.rename(name) for series, name in zip(columns, DIMENSIONS, strict=True)]
        added = frame.groupby(keys, observed=True)[column].sum().reset_index()
        for region, level, provider, school_year, value in added.itertuples(index=False, name=None):
            sums[region, level, provider, school_year] = int(value)
    return sums
