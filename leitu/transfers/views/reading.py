"""The list of transfers and one of them."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leitu.audit.sentences import moments
from leitu.core.clock import today
from leitu.orgs.actions import export_list
from leitu.orgs.kinds import branch_kinds
from leitu.orgs.models import Unit
from leitu.people.models import Membership, Post
from leitu.transfers import clocks, forms, life, policies, queries, wording
from leitu.transfers.models import Transfer
from leitu.ui.parts import MARKS, Column, Link
from leitu.ui.views import DetailPage, ListPage, OfObject


class TransferList(ListPage):
    """Those under way, the nearest deadline first; with a filter also those that ended."""

    permission = policies.VIEW
    template_name = "transfers/list.html"
    partial = "rows"
    model = Transfer
    title = gettext_lazy("组织关系转接")
    search_fields, sorts = queries.SEARCHED, queries.SORTS
    default_sort = "due"
    filter_form = forms.TransferFilter
    handed_out_by = staticmethod(export_list)

    def get_columns(self) -> list[Column]:
        day = today()
        return [
            Column(_("姓名"), value="name", width=10),
            Column(_("方向"), value="get_side_display", width=6),
            Column(_("本级党组织"), value="unit.name", width=28),
            Column(_("对方"), value="peer_name", width=28),
            Column(_("状态"), value="get_state_display", width=12),
            Column(_("介绍信编号"), value="number", width=16),
            Column(_("有效期至"), value="valid_until", width=12),
            Column(_("办理期限"), value="due_on", width=12),
            Column(_("情况"), value=lambda one: str(MARKS[queries.light(one, day)].label), width=8),
        ]

    def get_queryset(self) -> "QuerySet[Any]":
        rows = queries.listed(self.actor)
        return rows if self.request.GET.get("state") else rows.under_way()

    def get_context(self, **more: Any) -> dict[str, Any]:
        context = super().get_context(**more)
        day, here = today(), reverse("transfers:list")
        found = queries.totals(Transfer.objects.visible_to(self.actor), day)
        tiles = [
            {"label": _("在办"), "value": found.open, "href": here},
            {"label": _("超期"), "value": found.late, "href": f"{here}?state=late"},
            {"label": _("等上级裁定"), "value": found.refused, "href": f"{here}?state=refused"},
            {"label": _("今年接收"), "value": found.ended, "href": f"{here}?state=received"},
        ]
        lines = [
            {
                "transfer": one,
                "state": queries.light(one, day),
                "route": wording.route_words(one),
                "turn": " · ".join(word for word in (wording.turn(one), wording.how_long(one, day)) if word),
            }
            for one in context["objects"]
        ]
        return context | {"lines": lines, "tiles": tiles, "letter_href": self.letter_href()}

    def letter_href(self) -> str:
        """Where whoever keeps one branch enters a paper letter; from above one goes to the branch's page."""
        mine = Unit.objects.visible_to(self.actor, policies.MANAGE).filter(kind__in=branch_kinds())
        units = list(mine.existing_on(today()).values_list("pk", flat=True)[:2])
        return reverse("transfers:enter_letter", args=[units[0]]) if len(units) == 1 else ""


class OfTransfer(OfObject):
    """An end in the actor's sight."""

    model = Transfer

    def get_queryset(self) -> "QuerySet[Any]":
        rows = Transfer.objects.visible_to(self.actor)
        return rows.select_related("unit__parent", "issuer", "judge", "person", "membership__unit")

    def get_crumbs(self) -> list[Link]:
        return [Link(_("组织关系转接"), reverse("transfers:list")), Link(str(self.object), self.back_url())]


STEPS: dict[str, tuple[Any, Any, str]] = {
    "issue": (policies.ISSUING, gettext_lazy("开介绍信"), "primary"),
    "receive": (policies.MANAGE, gettext_lazy("接收"), "primary"),
    "route": (policies.ISSUE, gettext_lazy("定接收的支部"), "primary"),
    "uphold": (policies.JUDGE, gettext_lazy("同意退回"), "secondary"),
    "overrule": (policies.JUDGE, gettext_lazy("继续办理"), "primary"),
    "enter_slip": (policies.ISSUING, gettext_lazy("登记回执"), "primary"),
    "renew": (policies.ISSUING, gettext_lazy("续开"), "secondary"),
    "refuse": (policies.REFUSE, gettext_lazy("退回"), "secondary"),
    "urge": (policies.URGE, gettext_lazy("催办"), "secondary"),
    "recall": (policies.MANAGE, gettext_lazy("撤回"), "secondary"),
}
"""Step -> who may, its button. The order is that of the page."""


def offered(actor: Any, transfer: Transfer) -> list[dict[str, Any]]:
    """The buttons that this reader has at this end now."""
    day, is_branch = today(), transfer.unit.kind in branch_kinds()
    hidden = {"receive"} if not is_branch or transfer.is_expired_on(day) else {"route"}
    if transfer.way != Transfer.Way.BETWEEN:
        hidden.add("route")
    if transfer.urged_on == day:
        hidden.add("urge")
    return [
        {"label": label, "href": reverse(f"transfers:{step}", args=[transfer.pk]), "kind": kind}
        for step, (right, label, kind) in STEPS.items()
        if step not in hidden and life.may(transfer, step) and right.allows(actor, transfer)
    ]


class Show(OfTransfer, DetailPage):
    permission = policies.VIEW
    template_name = "transfers/show.html"

    def get_title(self) -> str:
        return _("%(name)s：%(route)s") % {"name": self.object.name, "route": wording.route_words(self.object)}

    def get_context(self, **more: Any) -> dict[str, Any]:
        transfer, day = self.object, today()
        held = transfer.membership
        is_member = held is not None and Membership.objects.visible_to(self.actor).filter(pk=held.pk).exists()
        posts = Post.objects.filter(person=transfer.person, until__gt=day) if transfer.person and is_member else None
        may_hold = policies.HOLD.allows(self.actor, transfer)
        paper = reverse("reports:letter", args=[transfer.pk])
        return super().get_context(
            steps=wording.progress(transfer),
            state=queries.light(transfer, day),
            route=wording.route_words(transfer),
            turn=wording.turn(transfer),
            how_long=wording.how_long(transfer, day),
            responsible=wording.responsible(transfer),
            letter=wording.letter_lines(transfer),
            expired=transfer.is_expired_on(day) and transfer.state == Transfer.State.ISSUED,
            buttons=offered(self.actor, transfer),
            person_href=transfer.person.get_absolute_url() if is_member and transfer.person else "",
            posts=list(posts.select_related("unit")) if posts is not None and transfer.is_open else [],
            paper_href=paper if may_hold and transfer.number and transfer.side == Transfer.Side.OUT else "",
            probation=clocks.clocks()["probation"] if wording.is_probationary(transfer) else None,
            rules=[clocks.clocks()[code] for code in ("letter", "judge")],
            moments=moments(transfer),
            **more,
        )
