from collections.abc import Callable
from typing import Any

import pytest

from leitu.accounts import factors, policies
from leitu.accounts.models import User
from leitu.accounts.tests.factories import make_user


@pytest.fixture
def mei(db: Any) -> User:
    """赵梅, who has a login name and a password."""
    return make_user()


@pytest.fixture(autouse=True)
def no_hooks(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the floors above have registered does not count here."""
    monkeypatch.setattr(factors, "_requirements", [])
    monkeypatch.setattr(policies, "_rules", [])


@pytest.fixture
def strict(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everybody's roles ask for a second factor."""
    monkeypatch.setattr(factors, "_requirements", [lambda actor: True])


@pytest.fixture
def ruled_by(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Say who rules over accounts: ``ruled_by(mei, "secure")``."""

    def rule(ruler: User, *what: str) -> None:
        monkeypatch.setattr(policies, "_rules", [lambda actor, user, act: actor.user_id == ruler.pk and act in what])

    return rule
