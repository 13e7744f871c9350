"""支部挂账的事: what a member reads of the ledger of his own branch. He needs no right for it but to belong there."""

import datetime as dt
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leitu.core.actor import Actor
from leitu.core.clock import today
from leitu.matters.models import Matter
from leitu.matters.published import of_units
from leitu.matters.queries import NEED
from leitu.matters.wording import how_long, light
from leitu.orgs.models import Unit
from leitu.people.lines import OTHER
from leitu.people.models import Membership
from leitu.portal.mine import OfMine
from leitu.ui.parts import Link
from leitu.ui.templatetags.dates import plain_day
from leitu.ui.views import ListPage

ORDER: tuple[Any, ...] = (NEED, "due_on", "-closed_on", "-pk")


def own_places(actor: Actor, day: dt.date) -> "QuerySet[Unit]":
    """The branches to which the actor belongs today, and their groups."""
    homes = Membership.objects.on(day).filter(tenant_id=actor.tenant_id, person_id=actor.person_id or -1)
    branches = homes.values("unit_id")
    units = Unit.objects.filter(tenant_id=actor.tenant_id)
    found: QuerySet[Unit] = units.filter(Q(pk__in=branches) | Q(parent_id__in=branches, kind=Unit.Kind.GROUP))
    return found


def published_to(actor: Actor, day: dt.date) -> "QuerySet[Matter]":
    """What the actor may read as a member, what is late first."""
    units: Any = own_places(actor, day).values("pk")
    return of_units(actor.tenant_id, units, day).order_by(*ORDER)


class PublishedFilter(forms.Form):
    """Which of the published matters."""

    state = forms.ChoiceField(
        label=gettext_lazy("状态"),
        choices=[("", gettext_lazy("全部")), ("open", gettext_lazy("未销")), ("closed", gettext_lazy("今年已销"))],
        required=False,
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("清单"), choices=[("", gettext_lazy("全部")), *Matter.Kind.choices], required=False
    )

    def filter(self, rows: "QuerySet[Any, Any]") -> "QuerySet[Any, Any]":
        """The rows that were asked for."""
        state, kind = self.cleaned_data["state"], self.cleaned_data["kind"]
        if state:
            is_closed = Q(state=Matter.State.CLOSED)
            rows = rows.filter(is_closed if state == "closed" else ~is_closed)
        return rows.filter(kind=kind) if kind else rows


class BranchMatters(OfMine, ListPage):
    """The list, in the words of whoever only wants to know what is being done."""

    template_name = "portal/branch_matters.html"
    partial = "rows"
    model = Matter
    title = gettext_lazy("支部挂账的事")
    search_fields = ("title", "person_name")
    filter_form = PublishedFilter

    def get_queryset(self) -> "QuerySet[Any]":
        self.known()
        return published_to(self.actor, today())

    def get_crumbs(self) -> list[Link]:
        return [Link(_("我的"), reverse("portal:mine"))]

    def get_context(self, **more: Any) -> dict[str, Any]:
        person, day = self.known(), today()
        context = super().get_context(**more)
        return context | {
            "lines": [
                {"matter": one, "light": light(one, day), "how_long": how_long(one, day), "meta": line(one)}
                for one in context["objects"]
            ],
            "say_href": reverse("people:object_to", args=[person.pk, OTHER]),
        }


def line(matter: Matter) -> str:
    """Who answers, by when, to what standard; of what is closed, what came of it."""
    if matter.state == Matter.State.CLOSED and matter.closed_on is not None:
        said = _("%(day)s销号：%(effect)s") % {"day": plain_day(matter.closed_on), "effect": matter.effect}
        return f"{matter.get_kind_display()} · {said}"
    parts = [str(matter.get_kind_display()), matter.person_name or matter.unit.name]
    if matter.due_on is not None:
        parts.append(_("%(day)s前") % {"day": plain_day(matter.due_on)})
    parts.append(_("标准：%(standard)s") % {"standard": matter.standard})
    return " · ".join(parts)
