"""The inbox, how one wants to hear of things, a superior's reminder, a unit's groups."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leitu.norms import policies as norm_policies
from leitu.norms.duty import Duty
from leitu.norms.explain import period_label
from leitu.notices import actions, forms, inbox, policies, queries, wording
from leitu.notices.models import Channel, Kind, Notice
from leitu.orgs.actions import export_list
from leitu.orgs.models import Unit
from leitu.ui.parts import Column, Link
from leitu.ui.templatetags.dates import moment, short_day
from leitu.ui.views import SIGNED_IN, ActionPage, DetailPage, FormPage, ListPage


def duty_title(duty: Duty) -> str:
    """The norm with its period: 2026年11月 支委会会议."""
    words = {"period": period_label(duty.period_start, duty.period_end), "title": duty.title}
    return _("%(period)s %(title)s") % words if duty.rule.shape == "count" else duty.title


class Inbox(ListPage):
    """Everything that I was told; what is new stands out, and one button knows it all."""

    permission = SIGNED_IN
    template_name = "notices/list.html"
    partial = "rows"
    title = gettext_lazy("通知")
    handed_out_by = staticmethod(export_list)

    def get_columns(self) -> list[Column]:
        return [
            Column(_("时间"), value=lambda one: moment(one.at), width=20),
            Column(_("类别"), value=lambda one: Kind(one.kind).label),
            Column(_("内容"), value=wording.sentence, width=80),
            Column(_("未读"), value=lambda one: _("未读") if one.is_new else "", width=8),
        ]

    def filters_in_words(self) -> list[str]:
        return [str(chip.label) for chip in self.chips()[1:] if chip.current]

    def get_queryset(self) -> "QuerySet[Notice]":
        rows = queries.inbox(self.actor)
        kind = self.request.GET.get("kind", "")
        rows = rows.filter(kind=kind) if kind in Kind.values else rows
        return rows.filter(is_new=True) if self.request.GET.get("new") == "1" else rows

    def get_context(self, **more: Any) -> dict[str, Any]:
        context = super().get_context(new=queries.new_count(self.actor), **more)
        return context | {"lines": [self.line(one) for one in context["objects"]], "chips": self.chips()}

    def line(self, notice: Notice) -> dict[str, Any]:
        return {
            "notice": notice,
            "text": wording.sentence(notice),
            "href": reverse("notices:open", args=[notice.pk]),
            "kind": Kind(notice.kind).label,
        }

    def chips(self) -> list[Link]:
        asked, address = self.request.GET.get("kind", ""), self.request.path
        only_new = self.request.GET.get("new") == "1"
        found = [
            Link(_("全部"), address, current=not asked and not only_new),
            Link(_("未读"), f"{address}?new=1", current=only_new, count=queries.new_count(self.actor)),
        ]
        there = set(queries.inbox(self.actor).order_by().values_list("kind", flat=True).distinct())
        return found + [Link(k.label, f"{address}?kind={k}", current=asked == k) for k in Kind if k in there]


class Open(DetailPage):
    """One notice in full; with it the reader knows it. What it is about is one tap further."""

    permission = SIGNED_IN
    template_name = "notices/show.html"
    model = Notice

    def get_queryset(self) -> "QuerySet[Notice]":
        # A notice exists for its own reader only.
        return queries.inbox(self.actor)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.object = self.load()
        inbox.mark_known(actor=self.actor, notice=self.object)
        return self.render(self.get_context())

    def get_title(self) -> str:
        return str(Kind(self.object.kind).label)

    def get_crumbs(self) -> list[Link]:
        return [Link(_("通知"), reverse("notices:list"))]

    def get_context(self, **more: Any) -> dict[str, Any]:
        notice = self.object
        context = {"text": wording.sentence(notice), "href": wording.href(notice)}
        return super().get_context(**context, **more)


class KnowAll(FormPage):
    """全部标为已读."""

    permission = SIGNED_IN
    template_name = "ui/confirm.html"
    title = gettext_lazy("全部标为已读")
    submit = gettext_lazy("全部标为已读")
    done = gettext_lazy("都标为已读了。")

    def get_form(self, bound: bool = False) -> Any:
        return None

    def perform(self, form: Any) -> int:
        return inbox.mark_known(actor=self.actor)

    def back_url(self) -> str:
        return reverse("notices:list")


class Choose(FormPage):
    """通知设置: a digest or none, when, and the quiet hours."""

    permission = SIGNED_IN
    form_class = forms.PreferenceForm
    title = gettext_lazy("通知设置")
    lead = gettext_lazy("通知都在“通知”里，不会少。另外每天最多送一份汇总，要不要、什么时候送，您自己定。")
    done = gettext_lazy("已保存。")

    def get_initial(self) -> dict[str, Any]:
        row = queries.preference_of(self.actor.tenant_id, self.actor.user_id)
        names = ("wants_digest", "digest_at", "quiet_from", "quiet_until", "muted")
        return {name: getattr(row, name) for name in names} | {"email": row.unseal("email")}

    def perform(self, form: Any) -> Any:
        return actions.choose(actor=self.actor, **form.cleaned_data)

    def back_url(self) -> str:
        return reverse("notices:list")

    def success_url(self, result: Any) -> str:
        return self.back_url()

    def get_crumbs(self) -> list[Link]:
        return [Link(_("通知"), reverse("notices:list"))]


class OfUnit(FormPage):
    """A form about a unit in sight."""

    model = Unit

    def get_queryset(self) -> "QuerySet[Any]":
        return Unit.objects.visible_to(self.actor, norm_policies.VIEW).select_related("tenant")

    def get_initial(self) -> dict[str, Any]:
        return {}

    def get_crumbs(self) -> list[Link]:
        return [Link(self.object.name, self.object.get_absolute_url())]

    def success_url(self, result: Any) -> str:
        return self.back_url()


class Remind(OfUnit):
    """Remind a unit of what is open, and offer help; what was reminded of lately is not offered again."""

    permission = policies.REMIND
    template_name = "notices/remind.html"
    submit = gettext_lazy("发出提醒")
    done = gettext_lazy("已提醒，对方在“通知”里看得到。")

    def authorise(self) -> None:
        super().authorise()
        policies.refuse_own_unit(self.actor, self.object)

    def get_title(self) -> str:
        return _("提醒 %(unit)s") % {"unit": self.object.name}

    @cached_property
    def found(self) -> list[Duty]:
        return queries.open_duties(self.object.tenant, self.object)

    @cached_property
    def last(self) -> Any:
        return queries.last_reminded(self.object.tenant_id, [self.object.pk])

    def is_recent(self, duty: Duty) -> bool:
        return queries.is_recent(self.last.get((self.object.pk, duty.norm)))

    def offered(self) -> list[tuple[str, str]]:
        return [
            (d.norm, _("%(title)s（%(state)s）") % {"title": duty_title(d), "state": d.state.label})
            for d in self.found
            if not self.is_recent(d)
        ]

    def get_form(self, bound: bool = False) -> Any:
        offered = self.offered()
        asked = self.request.GET.get("norm", "")
        chosen = [code for code, _label in offered if code == asked] or [code for code, _label in offered]
        words = _("这几项还没有记录。是不是有什么难处？需要帮忙请告诉我，%(name)s。") % {"name": self.actor.label}
        data = self.request.POST if bound else None
        return forms.RemindForm(data, offered=offered, initial={"norms": chosen, "words": words})

    def get_context(self, **more: Any) -> dict[str, Any]:
        recent = [
            {"title": duty_title(d), "day": short_day(self.last[self.object.pk, d.norm])}
            for d in self.found
            if self.is_recent(d)
        ]
        reminders = queries.reminders_seen(self.actor, self.object)
        return super().get_context(recent=recent, offered=self.offered(), reminders=reminders, **more)

    def perform(self, form: Any) -> Any:
        return actions.remind(actor=self.actor, unit=self.object, **form.cleaned_data)


class Channels(OfUnit):
    """A unit's groups: which there are, and a form for one more."""

    permission = policies.MANAGE
    template_name = "notices/channels.html"
    form_class = forms.ChannelForm
    title = gettext_lazy("消息群")
    submit = gettext_lazy("添加")
    done = gettext_lazy("已添加。以后每天最多一条：会议的时间和种类。")

    def get_context(self, **more: Any) -> dict[str, Any]:
        parked = queries.parked_for(self.object)
        return super().get_context(
            channels=queries.channels_of(self.object), parked=parked.count(), trouble=parked.first(), **more
        )

    def perform(self, form: Any) -> Any:
        return actions.add_channel(actor=self.actor, unit=self.object, **form.cleaned_data)

    def success_url(self, result: Any) -> str:
        return reverse("notices:channels", args=[self.object.pk])


class OfChannel(ActionPage):
    """One step about one group."""

    permission = policies.MANAGE
    model = Channel

    def get_queryset(self) -> "QuerySet[Any]":
        return Channel.objects.visible_to(self.actor, policies.MANAGE).select_related("unit")

    def back_url(self) -> str:
        return reverse("notices:channels", args=[self.object.unit_id])

    def success_url(self, result: Any) -> str:
        return self.back_url()


class RemoveChannel(OfChannel):
    title = gettext_lazy("停用消息群")
    question = gettext_lazy("停用以后，这个群不再收到会议安排。")
    submit = gettext_lazy("停用")
    done = gettext_lazy("已停用。")

    def undo_url(self, result: Channel) -> str:
        return reverse("notices:restore_channel", args=[result.pk])

    def perform(self, form: Any) -> Any:
        return actions.remove_channel(actor=self.actor, channel=self.object)


class RestoreChannel(OfChannel):
    title = gettext_lazy("恢复消息群")
    question = gettext_lazy("恢复以后，这个群又能收到会议安排。")
    submit = gettext_lazy("恢复")
    done = gettext_lazy("已恢复。")

    def perform(self, form: Any) -> Any:
        return actions.restore_channel(actor=self.actor, channel=self.object)


class Retry(OfUnit, ActionPage):
    """Send what was parked once more."""

    permission = policies.MANAGE
    title = gettext_lazy("重新发送")
    question = gettext_lazy("把没有发出去的再发一次吗？")
    submit = gettext_lazy("重新发送")
    done = gettext_lazy("马上再发。")

    def perform(self, form: Any) -> Any:
        return actions.retry(actor=self.actor, unit=self.object)

    def back_url(self) -> str:
        return reverse("notices:channels", args=[self.object.pk])
