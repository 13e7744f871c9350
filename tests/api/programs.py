"""Programs that call the API with somebody's token."""

from collections.abc import Callable
from typing import Any

from django.test import Client

from leitu.accounts import actions
from leitu.accounts.factors import actor_for
from leitu.accounts.models import SignIn, User


class Program:
    """A program that holds a token of ``user``, made in a session with the second factor."""

    def __init__(self, user: User, *reach: str, csrf: bool = False) -> None:
        row = SignIn.objects.create(
            tenant_id=user.tenant_id, user=user, strong=True, started_at=user.created_at, seen_at=user.created_at
        )
        token = actions.make_token(
            actor=actor_for(user), user=user, sign_in=row, label="月报同步", reach=list(reach) or ["write"]
        )
        self.client = Client(raise_request_exception=False, enforce_csrf_checks=csrf)
        self.headers = {"Authorization": f"Bearer {token}"}

    def get(self, address: str, **more: Any) -> Any:
        return self.client.get(address, headers=self.headers, **more)

    def post(self, address: str, data: Any = None, *, key: str = "", **more: Any) -> Any:
        headers = self.headers | ({"Idempotency-Key": key} if key else {})
        body = {} if data is None else data
        return self.client.post(address, body, content_type="application/json", headers=headers, **more)


Programs = Callable[..., Program]
