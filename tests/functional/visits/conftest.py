"""Oskar of the police in Savinjska, his colleague, a school of his, and one that is not."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from flask import Flask

from tests.client import PageClient
from tests.factories.accounts import make_association_member, make_coordinator, make_officer
from tests.factories.register import make_class_group, make_municipality, make_region, make_school
from tests.factories.visits import make_facilitator, make_term
from workshops.register.models import ClassGroup
from workshops.visits.models import Facilitator


@pytest.fixture(autouse=True)
def a_friday_in_september() -> Iterator[None]:
    with time_machine.travel(datetime(2024, 9, 20, 7, 0, tzinfo=UTC), tick=True):
        yield


@pytest.fixture
def oskar(app: Flask) -> Facilitator:
    make_term()
    return make_facilitator("Oskar Žagar", user=make_officer())


@pytest.fixture
def officer(oskar: Facilitator, client: PageClient) -> PageClient:
    client.sign_in("oskar@example.si")
    return client


@pytest.fixture
def coordinator(oskar: Facilitator, client: PageClient) -> PageClient:
    make_coordinator()
    client.sign_in("klara@example.si")
    return client


@pytest.fixture
def association(oskar: Facilitator, client: PageClient) -> PageClient:
    """Zala, of another provider."""
    make_association_member()
    client.sign_in("zala@example.si")
    return client


@pytest.fixture
def group() -> ClassGroup:
    return make_class_group(make_school(name="Osnovna šola Frana Roša"))


@pytest.fixture
def group_elsewhere() -> ClassGroup:
    """A class in Maribor, which is not Oskar's."""
    region = make_region("SI032", "Podravska")
    maribor = make_municipality("SI-070", "Maribor", region=region)
    return make_class_group(make_school("700", name="Osnovna šola Maribor", municipality=maribor))
