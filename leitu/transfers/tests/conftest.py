"""The county of the cast and its sister, on one Friday."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.db import transaction

from tests.cast import County, build_cast
from tests.friday import TODAY, on_that_friday, sign_in

__all__ = ["counties", "county", "on_that_friday", "sign_in", "sister"]


@pytest.fixture(scope="module")
def counties(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[County, County]]:
    """Linshui and its sister, built once for a module; every test works inside a savepoint on top of them."""
    with django_db_blocker.unblock(), time_machine.travel(TODAY, tick=False):
        block = transaction.atomic()
        block.__enter__()
        yield build_cast()
        transaction.set_rollback(True)
        block.__exit__(None, None, None)


@pytest.fixture
def county(counties: tuple[County, County], db: None) -> County:
    return counties[0]


@pytest.fixture
def sister(counties: tuple[County, County], db: None) -> County:
    return counties[1]
