"""Invitation codes between two pages. They are stored nowhere in clear: the session holds them encrypted, for a while.

``hand_over`` brings a fresh code from the page that invites to its printed sheet; ``carry`` brings the code of an
opened link to the page where it is accepted, out of the address that logs and histories keep.
"""

import json
from collections.abc import Sequence
from dataclasses import astuple, dataclass

from django.http import HttpRequest
from django.urls import reverse

from leitu.accounts.models import User
from leitu.core.clock import now
from leitu.core.crypto import Undecryptable, provider

MADE = "accounts.invitation_made"
BATCH = "accounts.invitations_made"
OPENED = "accounts.invitation_opened"
MINUTES = 15


def hand_over(request: HttpRequest, user: User, code: str) -> str:
    """Keep a code that this reader has just made for ``user``; returns the address of its sheet, to redirect to."""
    keep(request, MADE, code, user.pk, request.user.pk or 0)
    return reverse("accounts:invitation_sheet", args=[user.pk])


def handed_over(request: HttpRequest, user: User) -> str:
    """The code that this reader has just made for ``user``; empty when it was another's, or too long ago."""
    return kept(request, MADE, user.pk, request.user.pk or 0)


@dataclass(frozen=True)
class Slip:
    """One invitation of a printed sheet."""

    name: str
    place: str
    code: str


def hand_over_many(request: HttpRequest, slips: Sequence[Slip]) -> str:
    """Keep the codes of a batch that this reader has just made; returns the address of their sheets."""
    keep(request, BATCH, json.dumps([astuple(slip) for slip in slips]), 0, request.user.pk or 0)
    return reverse("accounts:invitation_sheets")


def handed_over_many(request: HttpRequest) -> list[Slip]:
    """The batch that this reader has just made; empty when there is none, or it was too long ago."""
    found = kept(request, BATCH, 0, request.user.pk or 0)
    return [Slip(*values) for values in json.loads(found)] if found else []


def carry(request: HttpRequest, code: str) -> None:
    """Keep the code of an invitation that a visitor has opened."""
    # The visitor of an invitation is nobody yet, and signs in before it is forgotten.
    keep(request, OPENED, code, 0, 0)


def carried(request: HttpRequest) -> str:
    """The code that this visitor has opened; empty when there is none, or it was too long ago."""
    return kept(request, OPENED, 0, 0)


def drop(request: HttpRequest) -> None:
    """Forget the code that this visitor has opened."""
    request.session.pop(OPENED, None)


def _place(key: str, thing: int, reader: int) -> str:
    return f"{key}|{reader}|{thing}"


def keep(request: HttpRequest, key: str, code: str, thing: int, reader: int) -> None:
    """Keep a code about ``thing`` (a key) for ``reader`` in the session, encrypted, for MINUTES."""
    sealed = provider().encrypt(code, _place(key, thing, reader))
    request.session[key] = {"sealed": sealed, "until": now().timestamp() + 60 * MINUTES}


def kept(request: HttpRequest, key: str, thing: int, reader: int) -> str:
    """What ``keep`` kept; empty when it was another's, or too long ago."""
    row = request.session.get(key)
    if not row or row["until"] < now().timestamp():
        return ""
    try:
        return provider().decrypt(row["sealed"], _place(key, thing, reader))
    except Undecryptable:
        return ""
