"""Suppression with its audit of region x level x year x provider: `python -m bench.disclosure`.

Tables of 12 x 2 x 3 x 3 with all margins (624 cells), through the command `flask surveys protect` as
anybody calls it. The goal: under 10 seconds, within 10 % of the optimum. `--cube` measures a release of
a simulated cycle of the programme instead.
"""

import argparse
import csv
import json
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from click.testing import CliRunner

from surveys.indicators.disclosure import count_cube, release
from surveys.indicators.protect_command import protect_command

SHAPE = (12, 2, 3, 3)
# Mean count of an inner cell, and the share of inner cells that are not structural zeros.
TABLES = ((2, 0.6), (3, 0.8), (4, 0.8), (6, 0.8), (8, 0.8), (9, 0.9), (12, 0.5), (20, 0.3))
GROUPS = (
    ("SI041", "SI042", "SI043", "SI035"),
    ("SI036", "SI037", "SI038", "SI044"),
    ("SI032", "SI031", "SI034", "SI033"),
)
# The published rotation: which group of regions a school year visits, primary and secondary.
CYCLE = {"2023/24": (1, 0), "2024/25": (2, 1), "2025/26": (0, 2)}
PROVIDERS = ("police", "first association", "second association")
BY = ("region", "level", "provider", "school_year")


@dataclass(frozen=True)
class Instance:
    """A table as the command reads it."""

    counts: Mapping[str, int]
    spec: Mapping[str, Any]


def make_instance(mean: float, share: float, seed: int, minimise: str = "respondents") -> Instance:
    """Return a random table of SHAPE with all margins."""
    random = np.random.default_rng([seed, int(10 * mean)])
    whole = random.poisson(mean, size=SHAPE) * (random.random(SHAPE) < share)
    for axis in range(len(SHAPE)):
        whole = np.concatenate([whole, whole.sum(axis=axis, keepdims=True)], axis=axis)
    names = np.array(["|".join(map(str, place)) for place in product(*map(range, whole.shape))])
    lines = names.reshape(whole.shape)
    equations = [
        {"total": line[-1], "parts": line[:-1]}
        for axis, size in enumerate(whole.shape)
        for line in np.moveaxis(lines, axis, -1).reshape(-1, size).tolist()
    ]
    spec = {"format": "protect-spec/1", "equations": equations, "minimise": minimise}
    return Instance(dict(zip(names.tolist(), whole.ravel().tolist(), strict=True)), spec)


def protect(instance: Instance) -> dict[str, Any]:
    """Run the command on a table and return its answer."""
    with tempfile.TemporaryDirectory() as folder:
        table, spec, out = (Path(folder) / name for name in ("table.csv", "spec.json", "out.json"))
        with table.open("w", newline="", encoding="utf-8") as text:
            csv.writer(text).writerows([("cell", "value"), *instance.counts.items()])
        spec.write_text(json.dumps(instance.spec), encoding="utf-8")
        CliRunner().invoke(
            protect_command, [str(table), "--spec", str(spec), "--out", str(out)], catch_exceptions=False
        )
        answer: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
        return answer


def simulate_cycle(seed: int) -> pd.DataFrame:
    """Return the tallies of three school years, 150 workshops each, in the published rotation."""
    random = np.random.default_rng(seed)
    return pd.DataFrame(_workshops(random), columns=[*BY, "school", "yes", "n"])


def _workshops(random: np.random.Generator) -> Iterator[tuple[str, str, str, str, str, int, int]]:
    for school_year, groups in CYCLE.items():
        for _ in range(150):
            level = int(random.integers(2))
            region = GROUPS[groups[level]][random.integers(4)]
            provider = PROVIDERS[random.choice(3, p=[0.5, 0.3, 0.2])]
            school, pupils = f"{region} {random.integers(9)}", int(random.integers(12, 27))
            yes = int(random.binomial(pupils, random.beta(17, 3)))
            yield region, ("primary", "secondary")[level], provider, school_year, school, yes, pupils


def measure_tables() -> None:
    """Print one line a table."""
    print(f"{'mean':>5}{'filled':>8}{'minimise':>13}{'hidden':>8}{'cost':>7}{'gap':>8}{'status':>11}{'s':>7}")
    for (mean, share), minimise in product(TABLES, ("respondents", "cells")):
        answer = protect(make_instance(mean, share, 1, minimise))
        cost = answer["cost"]
        print(
            f"{mean:>5}{share:>8.0%}{minimise:>13}{cost['cells']:>8}{cost[minimise]:>7}"
            f"{answer['gap']:>8.1%}{answer['status']:>11}{answer['seconds']:>7.1f}"
        )


def measure_cubes() -> None:
    """Print one line a simulated cycle."""
    print(f"{'groups':>7}{'suppressed':>12}{'s':>7}")
    for seed in range(3):
        cube = count_cube(simulate_cycle(seed), BY)
        started = time.perf_counter()
        table = release(cube, BY)
        print(f"{len(table.cells):>7}{table.suppressed:>12}{time.perf_counter() - started:>7.1f}")


def main() -> None:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m bench.disclosure", description=__doc__)
    parser.add_argument("--cube", action="store_true")
    (measure_cubes if parser.parse_args().cube else measure_tables)()


if __name__ == "__main__":
    main()
