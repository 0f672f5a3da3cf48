"""A class that sits in its workshop."""

from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask

from surveys.responses.models import WorkshopSurvey
from tests.factories.responses import DURING, make_survey


@pytest.fixture(autouse=True)
def during_the_workshop() -> Iterator[None]:
    with time_machine.travel(DURING):
        yield


@pytest.fixture
def survey(app: Flask) -> WorkshopSurvey:
    return make_survey()
