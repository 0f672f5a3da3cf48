"""How well several questions measure one thing: Cronbach's alpha, McDonald's omega."""

from dataclasses import dataclass

import numpy as np
from scipy import optimize, special

from surveys.indicators.intervals import FloatArray, Interval

FEWEST_FOR_A_VERDICT = 5
FEWEST_FOR_A_FACTOR = 3
_SMALLEST_UNIQUENESS = 0.005
_FLAT = 1e-4


@dataclass(frozen=True)
class Reliability:
    """Reliability of the sum of several questions; None where it cannot be computed.

    Attributes
    ----------
    n, questions
        Pupils who answered every question, and number of questions.
    alpha, alpha_low, alpha_high
        Cronbach's alpha (KR-20 for yes and no) with Feldt's interval.
    omega, omega_standardised, loadings
        Omega of one factor by maximum likelihood on the covariances, the same on the correlations, and the
        standardised loadings.
    mean_correlation
        Mean correlation of two questions.
    reason
        Why something is missing or is no verdict.

    """

    n: int
    questions: int
    alpha: float | None = None
    alpha_low: float | None = None
    alpha_high: float | None = None
    omega: float | None = None
    omega_standardised: float | None = None
    loadings: tuple[float, ...] | None = None
    mean_correlation: float | None = None
    reason: str | None = None


def reliability(answers: FloatArray, *, confidence_level: float = 0.95) -> Reliability:
    """Measure how reliable the sum of several questions is.

    Parameters
    ----------
    answers
        Scores of the pupils who answered every question, reversed questions already turned; shape
        (pupils, questions).
    confidence_level
        Coverage that Feldt's interval aims at; pupils are taken as drawn one by one.

    Returns
    -------
    Reliability
        Alpha, omega = (Σ loading)² / ((Σ loading)² + Σ uniqueness) and the mean correlation.

    References
    ----------
    Cronbach (1951), Psychometrika 16:297-334; Feldt (1965), Psychometrika 30:357-370; McDonald (1999), Test
    Theory, chapter 6.

    """
    n, questions = answers.shape
    if n < 3 or questions < 2:  # noqa: PLR2004 - below that nothing can vary together
        return Reliability(n, questions, reason="needs two questions and three pupils who answered them all")
    covariance = np.cov(answers, rowvar=False)
    if not covariance.sum() > 0:
        return Reliability(n, questions, reason="the sum of the questions does not vary")
    alpha = questions / (questions - 1) * (1 - float(np.trace(covariance) / covariance.sum()))
    limits = feldt_interval(alpha, n, questions, confidence_level)
    low, high = float(limits.low), float(limits.high)
    reasons = []
    if questions < FEWEST_FOR_A_VERDICT:
        reasons.append(f"alpha of fewer than {FEWEST_FOR_A_VERDICT} questions is no verdict")
    if np.diag(covariance).min() <= 0:
        reasons.append("a question that everybody answered alike has no correlation and allows no omega")
        return Reliability(n, questions, alpha, low, high, reason="; ".join(reasons))
    correlation = _correlation(covariance)
    mean = float((correlation.sum() - questions) / (questions * (questions - 1)))
    loadings = one_factor_loadings(correlation)
    if loadings is None:
        reasons.append("no single factor fits, so there is no omega")
        reason = "; ".join(reasons)
        return Reliability(n, questions, alpha, low, high, mean_correlation=mean, reason=reason)
    return Reliability(
        *(n, questions, alpha, low, high),
        _omega(loadings, np.sqrt(np.diag(covariance))),
        _omega(loadings, np.ones(questions)),
        tuple(loadings.tolist()),
        mean,
        "; ".join(reasons) or None,
    )


def feldt_interval(alpha: float, n: int, questions: int, confidence_level: float) -> Interval:
    """Return Feldt's limits of alpha, 1 - (1 - alpha) · F."""
    tail = (1 - confidence_level) / 2
    df, df_error = n - 1, (n - 1) * (questions - 1)
    high, low = (1 - (1 - alpha) * special.fdtri(df, df_error, q) for q in (tail, 1 - tail))
    return Interval(np.asarray(low), np.asarray(high))


def one_factor_loadings(correlation: FloatArray) -> FloatArray | None:
    """Return the loadings of one factor by maximum likelihood; None where the data have none.

    Parameters
    ----------
    correlation
        Shape (questions, questions), positive definite.

    Returns
    -------
    ndarray or None
        Standardised loadings, their sum positive; None for fewer than three questions, a singular matrix or a
        question that the factor explains wholly.

    References
    ----------
    Jöreskog (1967), Psychometrika 32:443-482; the same criterion as R's `factanal`.

    """
    questions = len(correlation)
    if questions < FEWEST_FOR_A_FACTOR or np.linalg.eigvalsh(correlation)[0] < 1e-10:  # noqa: PLR2004 - rounding
        return None
    start = (1 - 0.5 / questions) / np.diag(np.linalg.inv(correlation))
    found = optimize.minimize(
        _misfit,
        start,
        args=(correlation,),
        jac=True,
        method="L-BFGS-B",
        bounds=[(_SMALLEST_UNIQUENESS, 1)] * questions,
        options={"ftol": 1e-15, "gtol": 1e-10, "maxiter": 1000},
    )
    unique: FloatArray = found.x
    slope = np.where(unique < 1, np.abs(found.jac), 0.0)
    if unique.min() <= _SMALLEST_UNIQUENESS or slope.max() > _FLAT:
        return None
    loadings = _loadings(unique, correlation)
    return loadings * (1.0 if loadings.sum() >= 0 else -1.0)


def _correlation(covariance: FloatArray) -> FloatArray:
    scale = np.sqrt(np.diag(covariance))
    return np.asarray(covariance / np.outer(scale, scale))


def _omega(loadings: FloatArray, scale: FloatArray) -> float:
    shared = float((loadings * scale).sum() ** 2)
    return shared / (shared + float(((1 - loadings**2) * scale**2).sum()))


def _loadings(unique: FloatArray, correlation: FloatArray) -> FloatArray:
    root = np.sqrt(unique)
    values, vectors = np.linalg.eigh(correlation / np.outer(root, root))
    return np.asarray(root * vectors[:, -1] * np.sqrt(max(values[-1] - 1, 0)))


def _misfit(unique: FloatArray, correlation: FloatArray) -> tuple[float, FloatArray]:
    """Return the likelihood's distance, concentrated on the uniquenesses, and its gradient."""
    root = np.sqrt(unique)
    values = np.linalg.eigvalsh(correlation / np.outer(root, root))[:-1]
    loadings = _loadings(unique, correlation)
    implied = np.outer(loadings, loadings) + np.diag(unique)
    gradient = np.diag(implied - correlation) / unique**2
    return float(-(np.log(values) - values).sum() - len(values)), gradient
