"""Accounts for tests, and a browser that has come in through the real pages."""

from typing import Any

from django.test import Client
from django.urls import reverse

from leitu.accounts import actions, factors
from leitu.accounts.factors import actor_for
from leitu.accounts.models import Factor, User
from leitu.core.actor import console
from leitu.core.clock import now

PASSWORD = "willow by the river 7"
TENANT = 1
CONSOLE = console("tests", TENANT)


def make_user(username: str | None = "mei", password: str | None = PASSWORD, **more: Any) -> User:
    """An account of tenant 1 called 赵梅 unless told otherwise."""
    return User.objects.create_user(username, password, **{"label": "赵梅", "tenant_id": TENANT, **more})


def make_factor(user: User) -> str:
    """Give the account an authenticator app; returns its secret. The code of this moment is used up."""
    secret = factors.fresh_secret()
    actions.enrol_factor(actor=actor_for(user), user=user, secret=secret, code=code_now(secret), name="手机验证器")
    return secret


def code_now(secret: str, ahead: int = 0) -> str:
    """What the app shows, ``ahead`` steps from now."""
    return factors.code_at(secret, int(now().timestamp() // factors.STEP) + ahead)


def unused_code(user: User, secret: str) -> str:
    """A code that still counts: the earliest step after the last one used that the server accepts."""
    used = max(Factor.objects.filter(user=user).values_list("last_step", flat=True))
    step = int(now().timestamp() // factors.STEP)
    return factors.code_at(secret, max(used + 1, step))


def post_sign_in(client: Client, username: str = "mei", password: str = PASSWORD, **more: Any) -> Any:
    """Send the sign-in form."""
    return client.post(reverse("accounts:sign_in"), {"username": username, "password": password}, **more)


def is_signed_in(client: Client) -> bool:
    """Whether the next request of this browser would be somebody's."""
    return client.get(reverse("accounts:account")).status_code == 200
