import pytest

from leitu.activities.tests.conftest import county, linshui, sign_in
from tests.api.programs import Program, Programs
from tests.cast import County

__all__ = ["county", "linshui", "sign_in"]


@pytest.fixture(name="program")
def a_program(county: County) -> Programs:
    """A token of one of the cast: ``program("梅", "read")``."""
    return lambda name, *reach: Program(county.users[name], *reach)
