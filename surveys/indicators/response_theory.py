"""Rasch and two-parameter logistic models: P(right) = 1 / (1 + exp(-a (ability - b))).

They link questionnaires and years and find questions that work differently in two languages. No pupil is
graded.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import optimize, special

from surveys.indicators.intervals import BoolArray, FloatArray

_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(61)
_LOG_WEIGHTS = np.log(_WEIGHTS / _WEIGHTS.sum())
# Blocks of rows small enough to stay in the processor's cache and below the size at which the linear algebra
# library starts threads, which cost more than they gain when other workers keep the processors busy.
_BLOCK = 128
ENOUGH_FOR_RASCH, ENOUGH_FOR_2PL = 200, 500
_STEEPEST = np.log(20.0)
_FLAT = 1e-4
# A standard normal ability pulls observed shares towards one half by about this factor on the logit scale.
_TYPICAL_SPREAD = 1.2


@dataclass(frozen=True)
class ItemParameters:
    """A fitted model; a question that has no estimate is NaN.

    Attributes
    ----------
    discrimination, difficulty
        a and b of each question, shape (questions,).
    log_likelihood
        Of the answers (conditional: given the scores); NaN where nothing could be fitted.
    n
        Pupils whose answers were used.
    reasons
        Why something is missing or not to be trusted.

    """

    discrimination: FloatArray
    difficulty: FloatArray
    log_likelihood: float
    n: int
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Patterns:
    """Some different rows of answers: which are right, which are there, and how often each row occurs."""

    right: FloatArray
    answered: FloatArray
    count: FloatArray


def fit_marginal(correct: FloatArray, *, common_slope: bool) -> ItemParameters:
    """Fit by marginal maximum likelihood, abilities being standard normal.

    Parameters
    ----------
    correct
        1 right, 0 wrong, NaN without an answer; shape (pupils, questions).
    common_slope
        One discrimination for all questions (Rasch), or one for each (2PL).

    Returns
    -------
    ItemParameters
        On the logistic metric (no factor 1.7), with 61 Gauss-Hermite nodes.

    References
    ----------
    Bock and Aitkin (1981), Psychometrika 46:443-459; Rizopoulos (2006), Journal of Statistical Software
    17(5).

    """
    correct = correct[~np.isnan(correct).all(axis=1)]
    usable = _varies(correct)
    questions, n = correct.shape[1], len(correct)
    reasons = _doubts(usable, n, ENOUGH_FOR_RASCH if common_slope else ENOUGH_FOR_2PL)
    needed = 2 if common_slope else 3
    if usable.sum() < needed:
        return _unfitted(
            questions, n, (*reasons, f"needs {needed} questions that some got right and some wrong")
        )
    slopes = 1 if common_slope else int(usable.sum())
    found = _search(correct[:, usable], slopes)
    if not np.isfinite(found.fun):
        return _unfitted(questions, n, (*reasons, "the model cannot be fitted to these answers"))
    logs, intercepts = found.x[:slopes], found.x[slopes:]
    slope = np.where(np.abs(logs) < _STEEPEST, np.exp(logs), np.nan)
    if np.isnan(slope).any():
        reasons += ("the slope of a question is at its limit: it has no estimate",)
    if np.abs(found.jac[slopes:]).max() > _FLAT:
        reasons += ("the search for the parameters did not come to an end: take them as rough",)
    discrimination, difficulty = np.full(questions, np.nan), np.full(questions, np.nan)
    discrimination[usable] = slope
    difficulty[usable] = -intercepts / slope
    return ItemParameters(discrimination, difficulty, -float(found.fun) * n, n, reasons)


def fit_conditional(correct: FloatArray) -> ItemParameters:
    """Fit the Rasch model by conditional maximum likelihood: no assumption about abilities.

    Parameters
    ----------
    correct
        1 right, 0 wrong, NaN without an answer; shape (pupils, questions). Only pupils who answered
        everything count, and of these only scores between none and all tell questions apart.

    Returns
    -------
    ItemParameters
        Difficulties that add up to 0; the discrimination is 1.

    References
    ----------
    Andersen (1972), JRSS B 34:42-54; the same as R's `eRm::RM`.

    """
    correct = correct[~np.isnan(correct).any(axis=1)]
    usable = _varies(correct)
    questions, n = correct.shape[1], len(correct)
    reasons = _doubts(usable, n, ENOUGH_FOR_RASCH)
    answers = correct[:, usable]
    score = answers.sum(axis=1).astype(int)
    inside = (score > 0) & (score < answers.shape[1])
    if answers.shape[1] < 2 or not inside.any():  # noqa: PLR2004 - one question has nothing to differ from
        return _unfitted(questions, n, (*reasons, "needs 2 questions that some got right and some wrong"))
    sums = answers[inside].sum(axis=0)
    scores = np.bincount(score[inside], minlength=answers.shape[1] + 1).astype(float)
    found = optimize.minimize(
        _conditional_misfit,
        np.zeros(len(sums)),
        args=(sums, scores),
        jac=True,
        method="L-BFGS-B",
        options={"ftol": 1e-14, "gtol": 1e-9, "maxiter": 500, "maxcor": 30},
    )
    if not np.isfinite(found.fun) or np.abs(found.x).max() > 15:  # noqa: PLR2004 - logits that run away
        return _unfitted(questions, n, (*reasons, "the model cannot be fitted to these answers"))
    difficulty = np.full(questions, np.nan)
    difficulty[usable] = found.x - found.x.mean()
    log_likelihood = -float(found.fun) * float(scores.sum())
    return ItemParameters(np.where(usable, 1.0, np.nan), difficulty, log_likelihood, n, reasons)


def _varies(correct: FloatArray) -> BoolArray:
    right, wrong = (correct == 1).any(axis=0), (correct == 0).any(axis=0)
    return np.asarray(right & wrong)


def _doubts(usable: BoolArray, n: int, enough: int) -> tuple[str, ...]:
    reasons: tuple[str, ...] = ()
    if n < enough:
        reasons += (f"{n} pupils are few for this model: from {enough} upwards it is stable",)
    if not usable.all():
        reasons += ("a question that everybody answered alike has no estimate",)
    return reasons


def _unfitted(questions: int, n: int, reasons: tuple[str, ...]) -> ItemParameters:
    unknown = np.full(questions, np.nan)
    return ItemParameters(unknown, unknown, float("nan"), n, reasons)


def _search(correct: FloatArray, slopes: int) -> optimize.OptimizeResult:
    """Search for the logarithms of the slopes, which cannot diverge like raw slopes, and the intercepts."""
    share = np.nanmean(correct, axis=0)
    return optimize.minimize(
        _misfit,
        np.concatenate([np.zeros(slopes), special.logit(share) * _TYPICAL_SPREAD]),
        args=(_patterns(correct), slopes, len(correct)),
        jac=True,
        method="L-BFGS-B",
        bounds=[(-_STEEPEST, _STEEPEST)] * slopes + [(None, None)] * len(share),
        options={"ftol": 1e-13, "gtol": 1e-7, "maxiter": 500, "maxcor": 30},
    )


def _patterns(correct: FloatArray) -> list[_Patterns]:
    codes = np.where(np.isnan(correct), 2, correct).astype(np.int8)
    packed = np.ascontiguousarray(codes).view([("", codes.dtype)] * codes.shape[1]).ravel()
    _, first, counts = np.unique(packed, return_index=True, return_counts=True)
    starts = range(0, len(first), _BLOCK)
    blocks = ((codes[first[start : start + _BLOCK]], counts[start : start + _BLOCK]) for start in starts)
    return [
        _Patterns((rows == 1).astype(float), (rows < 2).astype(float), count.astype(float))  # noqa: PLR2004 - code
        for rows, count in blocks
    ]


def _misfit(
    parameters: FloatArray, blocks: Sequence[_Patterns], slopes: int, n: int
) -> tuple[float, FloatArray]:
    """Return minus the mean log-likelihood and its gradient by log slopes and intercepts."""
    slope = np.exp(parameters[:slopes]) * np.ones(len(parameters) - slopes)
    logits = _NODES[:, None] * slope + parameters[slopes:]
    wrong, chance = -np.logaddexp(0, logits), special.expit(logits)
    log_likelihood, residual = 0.0, np.zeros_like(logits)
    for block in blocks:
        joint = block.right @ logits.T + block.answered @ wrong.T + _LOG_WEIGHTS
        highest = joint.max(axis=1, keepdims=True)
        np.exp(joint - highest, out=joint)
        sums = joint.sum(axis=1)
        log_likelihood += float(block.count @ (np.log(sums) + highest[:, 0]))
        joint *= (block.count / sums)[:, None]
        residual += joint.T @ block.right - joint.T @ block.answered * chance
    by_slope = (_NODES @ residual) * slope
    by_log = by_slope if slopes == len(slope) else by_slope.sum(keepdims=True)
    return -log_likelihood / n, -np.concatenate([by_log, residual.sum(axis=0)]) / n


def _conditional_misfit(
    difficulty: FloatArray, sums: FloatArray, scores: FloatArray
) -> tuple[float, FloatArray]:
    """Return minus the mean conditional log-likelihood and its gradient by the difficulties."""
    n = scores.sum()
    easiness = np.exp(-(difficulty - difficulty.mean()))
    gamma = _symmetric_functions(easiness)
    used = scores > 0
    likelihood = -(difficulty - difficulty.mean()) @ sums - scores[used] @ np.log(gamma[used])
    expected = np.empty(len(sums))
    for question in range(len(sums)):
        without = _symmetric_functions(np.delete(easiness, question))
        chance = easiness[question] * np.concatenate([[0.0], without])[used] / gamma[used]
        expected[question] = scores[used] @ chance
    gradient = sums - expected
    return -float(likelihood) / n, np.asarray(gradient - gradient.mean()) / n


def _symmetric_functions(easiness: FloatArray) -> FloatArray:
    """Return the elementary symmetric functions of order 0 to the number of questions."""
    gamma = np.zeros(len(easiness) + 1)
    gamma[0] = 1
    for value in easiness:
        gamma[1:] = gamma[1:] + value * gamma[:-1]
    return gamma
