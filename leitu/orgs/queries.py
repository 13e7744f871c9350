"""Reads about units that several pages share."""

from typing import Any

from django.db.models import Q, QuerySet

from leitu.accounts.policies import SECURE
from leitu.core import text
from leitu.core.actor import Actor
from leitu.core.clock import today
from leitu.orgs import policies
from leitu.orgs.access import Permission
from leitu.orgs.models import Grant, Unit, UnitQuerySet, valid_on


def query_words(q: str) -> list[str]:
    """What must all be among the search tokens: pairs of characters for Chinese, the whole for letters (pinyin)."""
    plain = text.fold(q).replace(" ", "")
    if len(plain) < 3 or plain.isascii():
        return [plain] if plain else []
    return [plain[start : start + 2] for start in range(len(plain) - 1)]


def words_in_tokens(q: str) -> Q:
    """Rows whose search tokens hold everything that was typed; all rows when nothing was."""
    found = Q()
    for word in query_words(q):
        found &= Q(tokens__contains=word)
    return found


SORTS: dict[str, tuple[str, ...]] = {"code": ("code", "pk"), "name": ("name", "pk"), "founded": ("founded_on", "pk")}
"""The orders of the list of units."""


def listed_units(actor: Actor, state: str) -> UnitQuerySet:
    """The units in sight with their superiors; without a ``state`` that is asked for, those that exist today."""
    rows: UnitQuerySet = Unit.objects.visible_to(actor).select_related("parent")
    return rows if state else rows.filter(Q(dissolved_on__isnull=True) | Q(dissolved_on__gt=today()))


def search_units(rows: "QuerySet[Any, Any]", q: str) -> "QuerySet[Any, Any]":
    """Those whose name (also in pinyin) or code is meant by ``q``."""
    return rows.filter(words_in_tokens(q) | Q(code__istartswith=q)) if q else rows


def covers_account(actor: Actor, user: Any, permission: Permission) -> bool:
    """Whether ``actor`` holds ``permission`` wherever the account holds any power: no way up by way of others.

    An account without any grant answers to the root of its tenant.
    """
    held = Grant.objects.filter(valid_on(today()), tenant_id=user.tenant_id, user=user).select_related("unit")
    units = [grant.unit for grant in held] or list(
        Unit.objects.filter(tenant_id=user.tenant_id, parent__isnull=True).order_by("pk")[:1]
    )
    return bool(units) and all(permission.allows(actor, unit) for unit in units)


def secures_account(actor: Actor, user: Any, what: str) -> bool:
    """The security officer closes accounts and resets second factors, but not his own."""
    return what == SECURE and actor.user_id != user.pk and covers_account(actor, user, policies.SECURE_ACCOUNTS)
