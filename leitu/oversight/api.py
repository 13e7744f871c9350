"""The endpoints of auditor and security officer: who did what, the heads of the chains, accounts and their door."""

import datetime as dt
from typing import Any

from django.db.models import Q as Either
from django.utils.translation import gettext_lazy as _
from ninja import Query

from leitu.accounts.models import User
from leitu.api.bodies import Q, filled, order, question
from leitu.api.operations import Area, Call
from leitu.api.schema import Asked, Listed, Out, listed
from leitu.audit import sealing
from leitu.audit.models import Entry
from leitu.audit.sentences import sentence
from leitu.oversight import forms, policies, queries

area = Area("oversight", _("操作记录和账号"))

ORDERS = {"at": ("-id",), "oldest": ("id",)}
EntryQuestion: Any = question("EntryQuestion", forms.EntryFilter, sort=order(*ORDERS))
AccountsQuestion: Any = question("AccountsQuestion", forms.AccountFilter, q=Q)


class EntryLine(Out):
    """Who did what, when and where. ``text`` is the sentence that people read; ``digest`` is keyed and sealed."""

    id: int
    at: dt.datetime
    who: str
    verb: str
    text: str
    unit: int
    object_type: str
    object_id: int
    object_label: str
    request_id: str
    digest: str


class HeadLine(Out):
    """The end of a chain; kept outside, it shows later that nothing before it was changed."""

    tenant: int
    number: int
    total: int
    hash: str
    at: str


class AccountLine(Out):
    id: int
    name: str
    username: str
    is_active: bool
    has_factor: bool
    last_used: dt.datetime | None
    roles: list[str]


def _entry(row: Entry) -> EntryLine:
    return EntryLine(
        id=row.pk,
        at=row.at,
        who=row.actor_label,
        verb=row.verb,
        text=sentence(row),
        unit=row.unit_id,
        object_type=row.object_type,
        object_id=row.object_id,
        object_label=row.object_label,
        request_id=row.request_id,
        digest=row.digest,
    )


@area.reads("/entries", "oversight.entries", policies.AUDIT)
def list_entries(request: Call, asked: Query[EntryQuestion]) -> Listed[EntryLine]:
    """Who did what, the newest first; by whom, in which area, at which unit, from when until when."""
    form = filled(forms.EntryFilter, asked, tenant_id=request.actor.tenant_id)
    return listed(form.filter(queries.entries_for(request.actor)).order_by(*ORDERS[asked.sort]), asked, _entry)


@area.reads("/heads", "oversight.heads", policies.AUDIT)
def list_heads(request: Call, asked: Query[Asked]) -> Listed[HeadLine]:
    """The heads of the chains of one's own tenant, and of what belongs to none."""
    kept = (0, request.actor.tenant_id)
    heads = [sealing.head_of(seal) for key, seal in sorted(sealing.last_seals().items()) if key in kept]
    return listed(heads, asked, _head)


def _head(head: sealing.Head) -> HeadLine:
    return HeadLine(tenant=head.tenant_id, number=head.number, total=head.total, hash=head.hash, at=head.at)


@area.reads("/accounts", "oversight.accounts", policies.SECURE_ACCOUNTS)
def list_accounts(request: Call, asked: Query[AccountsQuestion]) -> Listed[AccountLine]:
    """The tenant's accounts: who has which role, who is in use, who is locked out."""
    policies.require_everywhere(request.actor, policies.SECURE_ACCOUNTS)
    rows = filled(forms.AccountFilter, asked).filter(queries.accounts_of(request.actor.tenant_id))
    if asked.q:
        rows = rows.filter(Either(label__icontains=asked.q) | Either(username__istartswith=asked.q))
    page = listed(rows.order_by("label", "pk"), asked, _account)
    roles = queries.roles_of(list(User.objects.filter(pk__in=[one.id for one in page.items])))
    for one in page.items:
        one.roles = roles.get(one.id, [])
    return page


def _account(user: Any) -> AccountLine:
    return AccountLine(
        id=user.pk,
        name=user.label,
        username=user.username or "",
        is_active=user.is_active,
        has_factor=user.has_factor,
        last_used=user.last_used,
        roles=[],
    )


@area.reads("/sign-ins", "oversight.sign_ins", policies.SECURE_ACCOUNTS)
def list_sign_ins(request: Call, asked: Query[Asked]) -> Listed[EntryLine]:
    """Failed attempts, locks, closed accounts, roles given and taken: what happened at the door."""
    policies.require_everywhere(request.actor, policies.SECURE_ACCOUNTS)
    return listed(queries.ways_in(request.actor.tenant_id), asked, _entry)
