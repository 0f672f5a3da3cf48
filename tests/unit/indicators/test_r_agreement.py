"""Agreement with R's survey and clubSandwich on random designs: the long suite, where R is installed."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.unit.indicators.analysing import analyse_text

RSCRIPT = shutil.which("Rscript")
SCRIPT = """
suppressMessages({library(survey); library(clubSandwich)})
options(survey.lonely.psu = "adjust", digits = 15)
a <- read.csv("answers.csv"); a$x <- as.numeric(a$x); a$first <- a$group == "f"
numbers <- function(...) paste0("[", paste(format(c(...), digits = 15), collapse = ","), "]")
interval <- function(d, method) { s <- svyciprop(~x, d, method = method, df = degf(d))
  numbers(as.numeric(s), sqrt(attr(s, "var")), attr(s, "ci"), degf(d)) }
d <- svydesign(id = ~school, strata = ~stratum, weights = ~weight, fpc = ~population, data = a)
m <- svymean(~score, d, deff = "replace")
one <- subset(d, region == "r1"); ms <- svymean(~score, one)
g <- summary(svyglm(score ~ first, d))$coefficients[2, 1:2]
k <- coef_test(lm(x ~ first, data = a, weights = weight), vcov = "CR2", cluster = a$school)
q <- svychisq(~x + first, d)$p.value
margins <- list(data.frame(region = c("r1", "r2", "r3"), Freq = c(500, 300, 200)),
                data.frame(group = c("f", "m"), Freq = c(450, 550)))
e <- svydesign(id = ~school, data = a, weights = ~1)
r <- rake(e, list(~region, ~group), margins, control = list(maxit = 200, epsilon = 1e-12))
mr <- svymean(~score, r)
cat("{", paste0('"logit":', interval(d, "xlogit")), paste0(',"beta":', interval(d, "beta")),
    paste0(',"mean":', numbers(coef(m), SE(m), deff(m))), paste0(',"domain":', interval(one, "xlogit")),
    paste0(',"domain_mean":', numbers(coef(ms), SE(ms))), paste0(',"linearised":', numbers(g)),
    paste0(',"cr2":', numbers(k$beta[2], k$SE[2], k$df_Satt[2], k$p_Satt[2])),
    paste0(',"rao_scott":', numbers(q)), paste0(',"raked":', numbers(coef(mr), SE(mr))), "}")
"""


def random_answers(schools: int, seed: int) -> str:
    """Return answers of schools in three strata, one of them with a lone school."""
    rng = np.random.default_rng(seed)
    lines = ["school,stratum,population,region,group,weight,x,score"]
    for school in range(schools):
        stratum = 0 if school == 0 else 1 + school % 2
        level = rng.normal()
        for pupil in range(int(rng.integers(3, 12))):
            region, group = f"r{1 + (school + pupil) % 3}", "fm"[int(rng.integers(2))]
            score = level + rng.normal()
            lines.append(
                f"s{school},t{stratum},{(40, 90, 70)[stratum]},{region},{group},"
                f"{rng.uniform(1, 4):.3f},{int(score > 0)},{score:.4f}"
            )
    return "\n".join(lines) + "\n"


def run_r(folder: Path) -> dict[str, list[float]]:
    (folder / "script.R").write_text(SCRIPT, encoding="utf-8")
    answer = subprocess.run(  # noqa: S603 - a script of our own
        [str(RSCRIPT), "script.R"], cwd=folder, capture_output=True, text=True, check=False, timeout=120
    )
    if "there is no package" in answer.stderr:
        pytest.skip(answer.stderr.strip().splitlines()[0])
    numbers: dict[str, list[float]] = json.loads(answer.stdout)
    return numbers


@pytest.mark.slow
@pytest.mark.skipif(RSCRIPT is None, reason="R is not installed")
@pytest.mark.parametrize(("schools", "seed"), [(15, 1), (31, 2), (46, 3)])
def test_random_designs_agree_with_r(schools: int, seed: int, tmp_path: Path) -> None:
    text = random_answers(schools, seed)
    (tmp_path / "answers.csv").write_text(text, encoding="utf-8")
    expected = run_r(tmp_path)
    design = {"cluster": "school", "stratum": "stratum", "weight": "weight", "fpc": "population"}
    share = {"id": "x", "kind": "proportion", "column": "x", "yes": ["1"]}
    mean = {"id": "m", "kind": "mean", "column": "score"}
    levels = {"group": "group", "levels": ["f", "m"]}
    means = {"id": "d", "kind": "difference", "column": "score", **levels}
    shares = {"id": "d", "kind": "difference", "column": "x", "yes": ["1"], **levels}

    def found(estimate: dict[str, Any], *fields: str, **settings: Any) -> list[float]:
        result = analyse_text(text, estimate, **settings)["results"][0]
        return [result[field] for field in fields]

    interval = ("estimate", "se", "low", "high", "df")
    for method in ("logit", "beta"):
        assert found(share, *interval, interval=method, **design) == pytest.approx(expected[method])
    assert found(mean, "estimate", "se", "deff", **design) == pytest.approx(expected["mean"])
    domain = found(share | {"by": ["region"]}, *interval, interval="logit", **design)
    assert domain == pytest.approx(expected["domain"])
    assert found(mean | {"by": ["region"]}, "estimate", "se", **design) == pytest.approx(
        expected["domain_mean"]
    )
    assert found(shares, "rao_scott_p", **design) == pytest.approx(expected["rao_scott"])
    if schools < 40:
        test = found(shares, "estimate", "se", "df", "p", cluster="school", weight="weight")
        assert test == pytest.approx(expected["cr2"])
    else:
        assert found(means, "estimate", "se", **design) == pytest.approx(expected["linearised"])
    margins = {"region": {"r1": 500, "r2": 300, "r3": 200}, "group": {"f": 450, "m": 550}}
    raked = found(mean, "estimate", "se", cluster="school", rake={"margins": margins})
    assert raked == pytest.approx(expected["raked"], rel=1e-5)
