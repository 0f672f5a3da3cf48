"""The names of the methods that an estimate can have been computed by."""

from enum import StrEnum


class Method(StrEnum):
    """How an interval was, or is to be, computed."""

    AUTO = "auto"
    WILSON = "wilson"
    CLOPPER_PEARSON = "clopper_pearson"
    LOGIT = "logit"
    BETA = "beta"
    WILSON_EFFECTIVE = "wilson_effective"
    WILSON_POOLED = "wilson_pooled"
    LINEARISED = "linearised_t"
    CR2 = "cr2"
    WELCH = "welch"
    NEWCOMBE = "newcombe"
    NEWCOMBE_PAIRED = "newcombe_paired"
    MANTEL_HAENSZEL = "mantel_haenszel"
    FELDT = "feldt"
