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


def keep_form(store: dict[str, Any], signal: Any, sender: Any, template: Any, context: Any, **kwargs: Any) -> None:
    """What the test client keeps of a rendered page: the form. All contexts of all includes cost more than the page."""
    store.setdefault("templates", []).append(template)
    if "form" in context:
        store.setdefault("context", [{}])[0].setdefault("form", context["form"])


@pytest.fixture(scope="module")
def shared_visitors(shared_world: World) -> Iterator[Visitors]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.test.client.store_rendered_templates", keep_form)
        yield Visitors(shared_world)


@pytest.fixture
def visitors(shared_visitors: Visitors, scene: World) -> Visitors:
    """A signed-in client for every role of tests/world.py."""
    return shared_visitors


@pytest.fixture
def scene(shared_world: World, db: None) -> Iterator[World]:
    """The world, for one test: what it does is rolled back."""
    yield shared_world
    cache.clear()
