from collections.abc import Iterator

import pytest
import time_machine

from leitu.activities.tests.factories import TODAY


@pytest.fixture(autouse=True)
def on_that_friday() -> Iterator[None]:
    """A fixed day, so that the calendar of these tests does not move."""
    with time_machine.travel(TODAY, tick=False):
        yield
