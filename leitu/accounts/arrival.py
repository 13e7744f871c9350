"""Whoever arrives with a session: the account and its open sign-in, in one question for every request."""

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from django.http import HttpRequest, HttpResponse

from leitu.accounts.models import SignIn, User
from leitu.accounts.receivers import SESSION_KEY

_session: ContextVar[Any] = ContextVar("session", default=None)
"""Django asks a backend for an account and does not say in which session."""


class ArrivalMiddleware:
    """Stands between the sessions and Django's own middleware of accounts."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = _session.set(request.session)
        try:
            return self.get_response(request)
        finally:
            _session.reset(token)


def account(user_id: Any) -> User | None:
    """The open account with this key; ``arrived`` on it is the open sign-in that the session names, if it is its own."""
    session = _session.get()
    key = session.get(SESSION_KEY) if session is not None else None
    row = None
    if isinstance(key, int):
        row = SignIn.objects.select_related("user").filter(pk=key, user_id=user_id, ended_at__isnull=True).first()
    if row is None:
        return User.objects.filter(pk=user_id, is_active=True).first()
    if not row.user.is_active:
        return None
    row.user.arrived = row
    return row.user
