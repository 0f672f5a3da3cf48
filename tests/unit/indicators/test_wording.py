from surveys.indicators.figures import DIMENSIONS, Indicator
from surveys.indicators.publication import Reason
from surveys.indicators.wording import DEFINITIONS, DIMENSION_NAMES, NAMES, REASONS


def test_every_reason_has_a_sentence() -> None:
    assert set(REASONS) == set(Reason)


def test_every_indicator_has_a_name_and_a_definition() -> None:
    assert set(NAMES) == set(DEFINITIONS) == set(Indicator)


def test_every_dimension_has_a_name() -> None:
    assert tuple(DIMENSION_NAMES) == DIMENSIONS
