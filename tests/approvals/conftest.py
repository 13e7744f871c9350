"""A county with a second person for everything: a secretary above, a second security officer, a second town."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine

from leitu.activities.tests.factories import TODAY
from leitu.orgs.models import Grant, Role
from tests.cast import County, account


@pytest.fixture(autouse=True)
def on_that_friday() -> Iterator[Any]:
    """A fixed moment that tests move on from."""
    with time_machine.travel(TODAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def two(county: County) -> County:
    """Linshui county with 钟书记 above it, 青禾书记 in Qinghe town, and a second security officer."""
    account(county, "钟书记", "superior_secretary", "C")
    account(county, "青禾书记", "superior_secretary", "Q")
    account(county, "security_two", "security_officer", "C")
    return county


def inspector_for(county: County, **more: Any) -> dict[str, Any]:
    """A grant that reaches beyond what a security officer holds."""
    role = Role.objects.get(tenant=county.tenant, code="inspector")
    given = {"user": county.users["stranger"], "role": role, "unit": county.units["Q"], "reach": Grant.Reach.BELOW}
    return {**given, **more}
