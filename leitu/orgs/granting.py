"""Giving away more power than one has takes two persons (security.md A7): what is upward, and how it is told."""

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from leitu.accounts.models import User
from leitu.approvals.kinds import Kind, Onward, Told
from leitu.core.actor import Actor
from leitu.core.periods import FOREVER
from leitu.orgs import policies
from leitu.orgs.access import holds_all, permission_names
from leitu.orgs.models import Grant, Role, Unit
from leitu.ui.templatetags.dates import plain_day


def is_upward(actor: Actor, role: Role, unit: Unit, reach: str) -> bool:
    """Whether a grant needs a second person: the role is one of the three that are kept apart, or it brings a right
    that the granter does not hold himself there and as far. The machine's own side stands outside of this.
    """
    if actor.is_trusted:
        return False
    return bool(role.apart_from) or not holds_all(actor, role.permissions, unit, below=reach == Grant.Reach.BELOW)


def arguments_of(
    user: User, role: Role, unit: Unit, reach: str, since: dt.date | None, until: dt.date
) -> dict[str, Any]:
    """Exactly what a grant is, as plain values; the rights too, for a role may be changed meanwhile."""
    return {
        "user": user.pk,
        "role": role.code,
        "rights": sorted(role.permissions),
        "unit": unit.pk,
        "reach": reach,
        "since": since.isoformat() if since else "",
        "until": until.isoformat(),
    }


def values_of(ask: Any) -> dict[str, Any]:
    """The arguments of the action, from an ask. Raises DoesNotExist when one of its rows is gone."""
    given = ask.arguments
    return {
        "user": User.objects.get(tenant_id=ask.tenant_id, pk=given["user"]),
        "role": Role.objects.get(tenant_id=ask.tenant_id, code=given["role"]),
        "unit": Unit.objects.get(tenant_id=ask.tenant_id, pk=given["unit"]),
        "reach": given["reach"],
        "since": dt.date.fromisoformat(given["since"]) if given["since"] else None,
        "until": dt.date.fromisoformat(given["until"]),
    }


def tell(ask: Any) -> Told:
    """The grant in words, with what the role allows."""
    values, known = values_of(ask), permission_names()
    rights = [str(known[name].label) for name in ask.arguments["rights"] if name in known]
    until = values["until"]
    lines = [
        (_("给谁"), values["user"].label),
        (_("角色"), values["role"].name),
        (_("在哪里"), values["unit"].name),
        (_("范围"), str(Grant.Reach(values["reach"]).label)),
        (_("有效至"), _("长期") if until == FOREVER else plain_day(until)),
        (_("可以做"), pgettext("between items", "、").join(rights)),
    ]
    return [*lines[:4], (_("从"), plain_day(values["since"])), *lines[4:]] if values["since"] else lines


def receiver(ask: Any) -> Collection[int]:
    """Whoever is given the power does not approve it."""
    return (int(ask.arguments["user"]),)


GRANTING = Kind(
    verb="orgs.grant",
    label=gettext_lazy("授予角色"),
    right=policies.CONFIRM,
    good_for=dt.timedelta(days=7),
    tell=tell,
    onward=lambda ask: Onward(reverse("orgs:grant_approved", args=[ask.pk]), _("现在授予")),
    how=gettext_lazy(
        "请党务干部给上级党组织的书记或副书记办理任职，权限随职务来；或者请服务器管理人员在命令行运行 leitu create-officer，另设一位安全管理员。"
    ),
    touches=receiver,
)
