"""A long list of persons leaves with two persons (security.md A7): which one is long, and what is asked for."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from leitu.approvals import queries as asks
from leitu.approvals.kinds import Kind, Onward, Told
from leitu.approvals.models import Ask
from leitu.audit.models import Entry
from leitu.core.actor import Actor
from leitu.core.clock import now
from leitu.core.errors import WrongState
from leitu.orgs import exporting
from leitu.orgs.access import grants_of
from leitu.orgs.kinds import branch_kinds
from leitu.people import policies
from leitu.ui.exporting import Handout, Second

FEW_PERSONS = 50
"""Up to so many a list needs neither a purpose nor a second person (security.md A7)."""
MAY_GROW = 1.1
"""So much longer a list may have become between the ask and the file: people join, and are moved."""


def needs_second(actor: Actor, handout: Handout) -> bool:
    """Whether a list leaves only with a second person: with what the actor took alone in the last 24 hours it is long,
    and it is not of a branch in which he works.

    Whoever works in a branch knows its members anyway, and a branch is never large (rules.md: up to fifty).
    """
    if actor.is_trusted:
        return False
    grants = grants_of(actor, handout.permission)
    own = {held.unit_id for held in grants if held.unit_kind in branch_kinds()}
    if exporting.unit_of(actor, handout) in own:
        return False
    return handout.count > FEW_PERSONS or handout.count + taken_alone(actor, own) > FEW_PERSONS


def taken_alone(actor: Actor, own: set[int]) -> int:
    """How many lines of lists the actor took in the last 24 hours by himself, outside his own branches: a long list in
    small parts is a long list.
    """
    entries = Entry.objects.filter(tenant_id=actor.tenant_id, actor_id=actor.user_id, verb=RELEASING.verb)
    taken = entries.filter(at__gt=now() - dt.timedelta(days=1)).exclude(unit_id__in=own).values_list("data", flat=True)
    return sum(int(data["rows"]) for data in taken if not data.get("approver"))


def arguments_of(actor: Actor, handout: Handout) -> dict[str, Any]:
    """Exactly which list it is, as plain values: its page with what narrows it, and the unit on record."""
    unit = exporting.unit_of(actor, handout)
    return {"address": handout.address, "unit": unit, "right": handout.permission.name}


def words_of(handout: Handout) -> dict[str, Any]:
    """What else the second person is told of the list."""
    return {
        "title": handout.title,
        "filters": handout.filters,
        "rows": handout.count,
        "columns": [str(column.label) for column in handout.columns],
    }


def approval(actor: Actor, handout: Handout) -> Ask | None:
    """The approval of this list, None when it needs none. Raises WrongState: none, or the list has grown since."""
    if not needs_second(actor, handout):
        return None
    found = asks.approval(actor, RELEASING, arguments_of(actor, handout))
    if handout.count > found.words["rows"] * MAY_GROW:
        raise WrongState(_("名单比请示的时候长了很多，请撤回后重新请示。"))
    return found


def second(actor: Actor, handout: Handout) -> Second | None:
    """How it stands with the second person, for the page on which a list is taken; None when it needs none."""
    if not needs_second(actor, handout):
        return None
    found = asks.live(actor, RELEASING, arguments_of(actor, handout))
    could = asks.approvers(RELEASING, actor.tenant_id, exporting.unit_of(actor, handout), {actor.user_id})
    roles = RELEASING.right.carried_by(actor.tenant_id)
    return Second(
        is_approved=found is not None and found.is_good,
        purpose=found.reason if found else "",
        href=found.get_absolute_url() if found else "",
        who=could,
        nobody=[] if could else [_("有权批准的角色：%(roles)s。") % {"roles": listing(roles)}, RELEASING.how],
    )


def listing(words: list[str]) -> str:
    """Words one after the other."""
    return pgettext("between items", "、").join(words)


def tell(ask: Any) -> Told:
    """The list in words: which, how many, narrowed by what, with which columns."""
    words = ask.words
    return [
        (_("名单"), words["title"]),
        (_("人数"), _("%(count)s 条") % {"count": words["rows"]}),
        (_("条件"), words["filters"] or _("没有筛选，全部")),
        (_("列"), listing(words["columns"])),
    ]


def onward(ask: Any) -> Onward:
    """Where the file is taken: the list itself, with the same conditions."""
    address = ask.arguments["address"]
    return Onward(f"{address}{'&' if '?' in address else '?'}export=1", _("领取文件"), post=True)


RELEASING = Kind(
    verb="people.export_list",
    label=gettext_lazy("导出人员名单"),
    right=policies.RELEASE,
    good_for=dt.timedelta(hours=24),
    tell=tell,
    onward=onward,
    how=gettext_lazy(
        "请给这一级或上级党组织的书记、副书记办理任职，权限随职务来；或者请安全管理员给另一位党务干部授权。"
    ),
)
