"""One world per module: it takes seconds to make, and every test puts it back as it was."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache

from tests.visitors import Visitors
from tests.world import World, world


@pytest.fixture(scope="module")
def shared_world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """The world of tests/world.py; ask for ``scene`` instead, or what one test does the next one sees."""
    with django_db_blocker.unblock(), world() as made:
        yield made


@pytest.fixture(scope="module")
def shared_visitors(shared_world: World) -> Visitors:
    return Visitors(shared_world)


@pytest.fixture
def visitors(shared_visitors: Visitors, scene: World) -> Visitors:
    """A signed-in client for every role of tests/world.py."""
    return shared_visitors


@pytest.fixture
def scene(shared_world: World, db: None) -> Iterator[World]:
    """The world, for one test: what it does is rolled back."""
    yield shared_world
    cache.clear()
