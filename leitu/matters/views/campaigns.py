"""Special efforts (专项行动), and a reader's own views of the ledger."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, QueryDict
from django.urls import reverse
from django.utils import translation
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leitu.core.clock import today
from leitu.core.periods import add_months
from leitu.matters import actions, campaigns, forms, policies
from leitu.matters.models import Campaign, Matter, SavedView
from leitu.orgs.access import grants_of
from leitu.orgs.actions import export_list
from leitu.orgs.models import Unit
from leitu.ui.once import new_key
from leitu.ui.parts import Column, Link
from leitu.ui.views import ActionPage, DetailPage, FormPage, ListPage, OfObject

KEPT = ("kind", "view", "unit", "campaign", "state", "since", "until", "source", "q", "sort")
"""What a saved view keeps of an address."""


class Campaigns(ListPage):
    permission = policies.VIEW
    template_name = "matters/campaigns.html"
    partial = "rows"
    model = Campaign
    title = gettext_lazy("专项行动")
    handed_out_by = staticmethod(export_list)

    def get_queryset(self) -> "QuerySet[Any]":
        return campaigns.seen(self.actor).order_by("-ends_on", "-pk")

    def get_columns(self) -> list[Column]:
        return [
            Column(_("名称"), value="title", width=30),
            Column(_("单位"), value="unit.name", width=24),
            Column(_("依据文件"), value="basis", width=30),
            Column(_("开始"), value="starts_on", width=12),
            Column(_("结束"), value="ends_on", width=12),
        ]

    def get_crumbs(self) -> list[Link]:
        return [Link(_("问题和任务"), reverse("matters:list"))]

    def get_context(self, **more: Any) -> dict[str, Any]:
        may = policies.REVIEW.allowed_anywhere(self.actor)
        return super().get_context(open_href=reverse("matters:open_campaign") if may else "", **more)


class OfCampaign(OfObject):
    """A page of one campaign that concerns the actor."""

    model = Campaign

    def get_queryset(self) -> "QuerySet[Any]":
        return campaigns.seen(self.actor)

    def get_crumbs(self) -> list[Link]:
        return [Link(_("问题和任务"), reverse("matters:list")), Link(_("专项行动"), reverse("matters:campaigns"))]


class ShowCampaign(OfCampaign, DetailPage):
    """Its numbers, each the door to its rows, as far as the reader sees them."""

    permission = policies.VIEW
    template_name = "matters/campaign.html"

    def get_context(self, **more: Any) -> dict[str, Any]:
        campaign = self.object
        found = campaigns.result_of(campaign, Matter.objects.visible_to(self.actor, wide=True))
        many = campaigns.at_once(campaign.unit) if campaign.ended_at is None else 0
        return super().get_context(
            tiles=[
                {"label": _("记下"), "value": found.totals.all, "href": self.ledger()},
                {"label": _("已销"), "value": found.totals.closed, "href": self.ledger("closed")},
                {"label": _("未销"), "value": found.totals.waiting, "href": self.ledger("waiting")},
                {"label": _("超期"), "value": found.totals.overdue, "href": self.ledger("overdue")},
                {"label": _("党组织"), "value": found.units, "href": ""},
            ],
            found=found,
            is_over=campaign.ends_on < today(),
            many=many if many > campaigns.MOST_AT_ONCE else 0,
            kind_label=campaign.get_kind_display() if campaign.kind else _("全部"),
            end_href=reverse("matters:end_campaign", args=[campaign.pk])
            if campaign.ended_at is None and policies.REVIEW.allows(self.actor, campaign)
            else "",
            **more,
        )

    def ledger(self, state: str = "") -> str:
        asked = {"campaign": self.object.pk, **({"state": state} if state else {})}
        return f"{reverse('matters:list')}?{urlencode(asked)}"


class OpenCampaign(FormPage):
    permission = policies.CHECK
    form_class = forms.CampaignForm
    title, submit = gettext_lazy("发起专项行动"), gettext_lazy("发起")
    done = gettext_lazy("行动开始了。下面不用另外填表、报材料，数字从账上来。")
    lead = gettext_lazy("专项行动就是给账上的一批事起个名字，定个期限。不用下面另外报材料。")

    @cached_property
    def unit(self) -> Unit:
        """The highest unit at which the actor checks. Raises Http404."""
        held = [grant.unit_id for grant in grants_of(self.actor, policies.REVIEW)]
        rows = Unit.objects.filter(tenant_id=self.actor.tenant_id, pk__in=held)
        found = rows.order_by("parent_id", "pk").first()
        if found is None:
            raise Http404
        return found

    def get_initial(self) -> dict[str, Any]:
        return {"starts_on": today(), "ends_on": add_months(today(), 3), "kind": Matter.Kind.PROBLEM}

    def get_crumbs(self) -> list[Link]:
        return [Link(_("问题和任务"), reverse("matters:list")), Link(_("专项行动"), reverse("matters:campaigns"))]

    def back_url(self) -> str:
        return reverse("matters:campaigns")

    def perform(self, form: Any) -> Campaign:
        return actions.open_campaign(actor=self.actor, unit=self.unit, **form.cleaned_data)


class EndCampaign(OfCampaign, FormPage):
    permission = policies.REVIEW
    form_class = forms.SummaryForm
    title, submit, done = gettext_lazy("收尾"), gettext_lazy("收尾"), gettext_lazy("行动收尾了。没有销号的留在账上。")
    lead = gettext_lazy("小结按账上的数字起草好了。没有销号的留在账上，继续盯。")

    def get_initial(self) -> dict[str, Any]:
        with translation.override(settings.LANGUAGE_CODE):  # a paper is in Chinese, whatever the screen speaks
            return {"summary": campaigns.draft(self.object)}

    def perform(self, form: Any) -> Campaign:
        return actions.end_campaign(actor=self.actor, campaign=self.object, version=self.version, **form.cleaned_data)


def own_views(actor: Any) -> "QuerySet[Any]":
    """The reader's own."""
    return SavedView.objects.filter(tenant_id=actor.tenant_id, user_id=actor.user_id).order_by("name")


def view_href(view: SavedView) -> str:
    """The ledger as that view narrows it."""
    return f"{reverse('matters:list')}?{view.query}"


class SaveView(FormPage):
    """Keep what the ledger was narrowed by; below, what is kept already."""

    permission = policies.OWN_VIEW
    form_class = forms.ViewForm
    template_name = "matters/save_view.html"
    title, submit, done = gettext_lazy("常用条件"), gettext_lazy("存下"), gettext_lazy("存下了，在清单上面。")
    lead = gettext_lazy("把现在的条件存个名字，下次一点就是。只有您自己看得到。")

    @property
    def query(self) -> str:
        """What of the address is kept."""
        asked: QueryDict = self.request.GET
        return urlencode({name: value for name in KEPT if (value := asked.get(name, "")[:100].replace("\0", ""))})

    def get_crumbs(self) -> list[Link]:
        return [Link(_("问题和任务"), reverse("matters:list"))]

    def back_url(self) -> str:
        return f"{reverse('matters:list')}?{self.query}"

    def get_context(self, **more: Any) -> dict[str, Any]:
        views = [(view, view_href(view)) for view in own_views(self.actor)]
        return super().get_context(views=views, keys=new_key(), **more)

    def perform(self, form: Any) -> SavedView:
        return actions.save_view(actor=self.actor, name=form.cleaned_data["name"], query=self.query)

    def success_url(self, result: SavedView) -> str:
        return view_href(result)


class DropView(ActionPage):
    permission = policies.OWN_VIEW
    model = SavedView
    title, question, submit = gettext_lazy("删掉"), gettext_lazy("删掉这个常用条件吗？"), gettext_lazy("删掉")
    done = gettext_lazy("删掉了。")

    def get_queryset(self) -> "QuerySet[Any]":
        return own_views(self.actor)

    def get_crumbs(self) -> list[Link]:
        return [Link(_("问题和任务"), reverse("matters:list"))]

    def back_url(self) -> str:
        return reverse("matters:save_view")

    def perform(self, form: Any) -> None:
        actions.drop_view(actor=self.actor, view=self.object)
