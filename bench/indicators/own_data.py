"""Times an analyst's own file and the response models: `python -m bench.indicators.own_data`."""

import io
import resource
import time
from functools import partial
from typing import Any

import numpy as np

from surveys.indicators.analysis import analyse, wanted_columns
from surveys.indicators.answer_table import read_answers
from surveys.indicators.response_theory import fit_conditional, fit_marginal

PUPILS = (10_000, 100_000, 1_000_000)
_BY_GENDER = {"group": "gender", "levels": ["f", "m"]}
SPEC: dict[str, Any] = {
    "format": "analysis-spec/1",
    "cluster": "school",
    "estimates": [
        {"id": "share", "kind": "proportion", "column": "x", "yes": ["1"], "by": ["region"]},
        {"id": "mean", "kind": "mean", "column": "score", "by": ["region"]},
        {"id": "difference", "kind": "difference", "column": "x", "yes": ["1"], **_BY_GENDER},
        {"id": "gain", "kind": "gain", "before": ["p"], "after": ["q"]},
    ],
}


def simulate_file(pupils: int) -> str:
    """Return a CSV of so many pupils, twenty a school."""
    rng = np.random.default_rng(3)
    school = np.arange(pupils) // 20
    bits = (rng.random((4, pupils)) < 0.7).astype(int).tolist()
    scores = rng.integers(0, 11, pupils).tolist()
    genders = np.where(bits[3], "f", "m").tolist()
    rows = zip(school.tolist(), (school % 12).tolist(), bits[0], scores, genders, *bits[1:3], strict=True)
    return "school,region,x,score,gender,p,q\n" + "".join(",".join(map(str, row)) + "\n" for row in rows)


def time_file(pupils: int) -> str:
    """Return a line with the times of reading and of estimating."""
    text = simulate_file(pupils)
    started = time.perf_counter()
    table = read_answers(
        io.StringIO(text), dict.fromkeys(name for _, name in wanted_columns(SPEC)), ["", "NA"]
    )
    read = time.perf_counter()
    analyse(SPEC, table)
    done = time.perf_counter()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return f"{pupils:>10,}{read - started:>12.2f}{done - read:>14.2f}{peak:>9.0f}"


def time_models(pupils: int, questions: int) -> str:
    """Return a line with the times of the three response models."""
    rng = np.random.default_rng(1)
    slopes, places = rng.uniform(0.6, 2, questions), rng.normal(size=questions)
    logits = slopes * (rng.normal(size=pupils)[:, None] - places)
    answers = (rng.random(logits.shape) < 1 / (1 + np.exp(-logits))).astype(float)
    times = []
    for fit in (
        partial(fit_marginal, common_slope=True),
        partial(fit_marginal, common_slope=False),
        fit_conditional,
    ):
        started = time.perf_counter()
        fit(answers)
        times.append(time.perf_counter() - started)
    return f"{pupils:>10,}{questions:>11}" + "".join(f"{seconds:>13.2f}" for seconds in times)


def main() -> None:
    """Print a table for files and one for models, in seconds."""
    print(f"{'pupils':>10}{'reading s':>12}{'estimating s':>14}{'peak MB':>9}")
    for pupils in PUPILS:
        print(time_file(pupils))
    print(f"\n{'pupils':>10}{'questions':>11}{'Rasch s':>13}{'2PL s':>13}{'conditional':>13}")
    for pupils in (1_000, 10_000):
        print(time_models(pupils, 24))


if __name__ == "__main__":
    main()
