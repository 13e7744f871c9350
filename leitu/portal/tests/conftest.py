"""How tests of the portal come in."""

import pytest

from leitu.accounts.models import User


@pytest.fixture
def enter(county, client, settings):
    """Sign in as one of the cast; the second factor is let off, as for demo accounts."""
    settings.DEMO = True
    User.objects.update(is_demo=True)

    def sign_in(name: str):
        client.force_login(county.users[name])
        return client

    return sign_in
