"""Reads about units that several pages share."""

from typing import Any

from django.db.models import Q, QuerySet

from leitu.accounts.policies import SECURE
from leitu.core import text
from leitu.core.actor import Actor
from leitu.core.clock import today
from leitu.core.order import TOKEN
from leitu.orgs import policies
from leitu.orgs.access import Permission
from leitu.orgs.models import Grant, NameToken, Unit, UnitQuerySet, UnitToken, valid_on

AFTER = b"\xff"
"""Behind every text that begins so: no byte of UTF-8 is as high."""


def query_words(q: str) -> list[str]:
    """What a name must all have: what is typed apart, but neighbours in one script are one word (张 三, zhang san)."""
    words: list[str] = []
    for part in q.split():
        plain = text.fold(part)
        if words and plain.isascii() == words[-1].isascii():
            words[-1] += plain
        elif plain:
            words.append(plain)
    return words


def called(model: type[NameToken], tenant_id: Any, q: str, key: str = "pk") -> Q:
    """Rows whose holder (``key``) is found by everything that was typed; all rows when nothing was."""
    found = Q()
    for word in query_words(q):
        fitting = model._default_manager.filter(beginning(word), tenant_id=tenant_id)
        found &= Q(**{f"{key}__in": fitting.values(f"{model.of}_id")})
    return found


def beginning(word: str, prefix: str = "") -> Q:
    """Tokens that begin with a word of ``query_words``."""
    start = word[:TOKEN].encode()
    return Q(**{f"{prefix}token__gte": start, f"{prefix}token__lt": start + AFTER})


SORTS: dict[str, tuple[str, ...]] = {"code": ("code", "pk"), "name": ("name", "pk"), "founded": ("founded_on", "pk")}
"""The orders of the list of units."""


def listed_units(actor: Actor, state: str) -> UnitQuerySet:
    """The units in sight with their superiors; without a ``state`` that is asked for, those that exist today."""
    rows: UnitQuerySet = Unit.objects.visible_to(actor).select_related("parent")
    return rows if state else rows.filter(Q(dissolved_on__isnull=True) | Q(dissolved_on__gt=today()))


def search_units(rows: "QuerySet[Any, Any]", tenant_id: int | None, q: str) -> "QuerySet[Any, Any]":
    """Those whose name (also in pinyin) or code is meant by ``q``; ``rows`` are of that tenant."""
    return rows.filter(called(UnitToken, tenant_id, q) | Q(code__istartswith=q)) if q else rows


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
