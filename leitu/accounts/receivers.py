"""Every session that Django opens has its row, whichever way it was opened."""

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from leitu.accounts import actions
from leitu.accounts.clients import client_of
from leitu.accounts.factors import actor_for
from leitu.accounts.models import SignIn, User

SESSION_KEY = "sign_in"


@receiver(user_logged_in, dispatch_uid="accounts.bind_session")
def bind_session(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Tie the browser's session to its row; without one (a session opened past our pages) make a plain row."""
    row: SignIn | None = getattr(request, "sign_in", None)
    if row is None:
        row = actions.sign_in(actor=actor_for(user), user=user, client=client_of(request))
    lasts = SignIn.REMEMBERED_FOR if row.remembered else SignIn.OLD_AFTER
    request.session.set_expiry(int(lasts.total_seconds()))
    request.session[SESSION_KEY] = row.pk
