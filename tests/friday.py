"""One Friday evening in the county of the cast: for the tests of what people do together."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.test import Client

from leitu.accounts.models import SignIn
from tests.cast import County, build_county

TODAY = "2026-03-20 11:00:00Z"
"""When these tests happen: a Friday evening in Shanghai."""


@pytest.fixture(scope="module")
def linshui(django_db_setup: None, django_db_blocker: Any) -> Iterator[County]:
    """Linshui county, built once for a module; every test works inside a savepoint on top of it."""
    with django_db_blocker.unblock(), time_machine.travel(TODAY, tick=False):
        block = transaction.atomic()
        block.__enter__()
        yield build_county("A")
        transaction.set_rollback(True)
        block.__exit__(None, None, None)


@pytest.fixture
def county(linshui: County, db: None) -> County:
    return linshui


@pytest.fixture(autouse=True)
def on_that_friday() -> Iterator[None]:
    """A fixed day, so that the calendar of these tests does not move."""
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def sign_in(client: Client, county: County) -> Callable[[str], Client]:
    """Sign in as one of the cast, the second factor passed."""

    def go(name: str) -> Client:
        client.force_login(county.users[name])
        SignIn.objects.filter(user=county.users[name]).update(strong=True)
        return client

    return go
