"""During a meeting and after it: answers, roll, minutes, resolutions, archive."""

from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from leitu.activities import actions, forms, policies, queries, wording
from leitu.activities.models import Activity, ActivityKind, Resolution
from leitu.activities.views import drafts
from leitu.activities.views.shared import OfActivity
from leitu.people.lines import key_of
from leitu.people.models import Consent, Person
from leitu.people.standing import helper_for
from leitu.ui.views import SIGNED_IN, ActionPage, FormPage


class Start(OfActivity, ActionPage):
    permission = policies.KEEP
    title, question, submit = _("开始"), _("现在开始吗？"), _("开始")
    done = _("已开始。")

    def undo_url(self, result: Activity) -> str:
        return reverse("activities:step_back", args=[result.pk])

    def perform(self, form: Any) -> Activity:
        return actions.start(actor=self.actor, activity=self.object)


class StepBack(OfActivity, ActionPage):
    permission = policies.KEEP
    title, question, submit = _("退回一步"), _("按早了，退回上一步吗？"), _("退回")
    consequences = (_("点名和记录都留着。"),)
    done = _("已退回。")

    def perform(self, form: Any) -> Activity:
        return actions.step_back(actor=self.actor, activity=self.object)


class HandRoll(OfActivity, FormPage):
    permission = policies.HOLD
    title = _("请人记录")
    done = _("已换记录人。")

    def get_form(self, bound: bool = False) -> Any:
        data = self.request.POST if bound else None
        initial = {"person": self.object.recorder_id}
        return forms.RecorderForm(initial=initial, choices=self.names(), data=data)

    def perform(self, form: Any) -> Activity:
        key = form.cleaned_data["person"]
        person = Person.objects.get(tenant_id=self.object.tenant_id, pk=key) if key else None
        return actions.hand_roll(actor=self.actor, activity=self.object, person=person)


class Answer(OfActivity, FormPage):
    """Coming or not: a member for himself, whoever keeps the roll for anybody."""

    permission = SIGNED_IN
    title = _("参加或请假")
    submit = _("确定")
    done = _("记下了。")

    @cached_property
    def is_keeper(self) -> bool:
        return policies.KEEP.allows(self.actor, self.object)

    def get_form(self, bound: bool = False) -> Any:
        data = self.request.POST if bound else None
        names = self.names() if self.is_keeper and not self.for_oneself and self.principal is None else None
        return forms.AnswerForm(choices=names, data=data)

    @cached_property
    def principal(self) -> Person | None:
        """Whom the actor answers for as his helper (``?for=12``). Raises Http404 without his consent."""
        asked = self.request.GET.get("for", "")
        if not asked:
            return None
        found = Person.objects.filter(tenant_id=self.actor.tenant_id, pk=key_of(asked)).first()
        if found is None or helper_for(self.actor, found, Consent.Purpose.ANSWER) is None:
            raise Http404
        return found

    def get_context(self, **more: Any) -> dict[str, Any]:
        context = super().get_context(**more)
        if self.principal is not None:
            context["lead"] = _("替 %(name)s 答复，会标明由您代办。") % {"name": self.principal.name}
        return context

    @property
    def for_oneself(self) -> bool:
        return self.request.GET.get("me") == "1"

    def perform(self, form: Any) -> Any:
        own = self.principal.pk if self.principal is not None else self.actor.person_id
        key = form.cleaned_data.get("person", own)
        person = Person.objects.filter(tenant_id=self.object.tenant_id, pk=key).first()
        if person is None:
            raise Http404
        return actions.answer(
            actor=self.actor,
            activity=self.object,
            person=person,
            coming=form.is_coming,
            reason=form.cleaned_data["reason"],
        )

    def success_url(self, result: Any) -> str:
        return self.back_url()


class SaveRoll(OfActivity, FormPage):
    """The roll; its second button ends the meeting in the same step."""

    permission = policies.KEEP
    template_name = "activities/save_roll.html"
    title = _("点名")
    shown = ("unit", "kind")

    def get_form(self, bound: bool = False) -> Any:
        return drafts.roll_form(self.object, self.attendees, self.request.POST if bound else None)

    def perform(self, form: Any) -> Activity:
        act = actions.end if self.request.POST.get("then") == "end" else actions.save_roll
        return act(
            actor=self.actor,
            activity=self.object,
            marks=form.marks,
            guests=form.guest_lines,
            version=self.version,
            expected=self.expected,
        )

    def done_text(self, result: Activity) -> Any:
        if result.state == Activity.State.ENDED and self.object.state != Activity.State.ENDED:
            return _("点名已存，会议已结束。写几句记录就可以归档。")
        return _("点名已存。")


class End(OfActivity, ActionPage):
    permission = policies.KEEP
    title, question, submit = _("结束"), _("结束这次活动吗？"), _("结束")
    consequences = (_("没有点名也没关系：应到的人都按到会记，归档前还能改。"),)

    done = _("已结束。")

    def undo_url(self, result: Activity) -> str:
        return reverse("activities:step_back", args=[result.pk])

    def perform(self, form: Any) -> Activity:
        return actions.end(actor=self.actor, activity=self.object)


class WriteMinutes(OfActivity, FormPage):
    permission = policies.KEEP
    form_class = forms.MinutesForm
    template_name = "activities/write_minutes.html"
    title = _("会议记录")
    done = _("记录已存，原来的稿子也都留着。")

    def authorise(self) -> None:
        super().authorise()
        if not queries.may_read_minutes(self.actor, self.object):
            raise Http404

    def get_initial(self) -> dict[str, Any]:
        last = queries.latest_minutes(self.object)
        return {"text": last.text if last else ""}

    def perform(self, form: Any) -> Any:
        return actions.write_minutes(
            actor=self.actor, activity=self.object, text=form.cleaned_data["text"], version=self.version
        )

    def success_url(self, result: Any) -> str:
        return self.back_url()


class Resolve(OfActivity, FormPage):
    """A resolution of this meeting: a new one, or the one in the address."""

    permission = policies.KEEP
    form_class = forms.ResolutionForm
    template_name = "activities/resolve.html"
    title = _("决议")
    done = _("决议已存。")

    @cached_property
    def resolution(self) -> Resolution | None:
        key = self.kwargs.get("resolution")
        if key is None:
            return None
        found: Resolution | None = self.object.resolutions.filter(pk=key).first()
        if found is None:
            raise Http404
        return found

    def get_initial(self) -> dict[str, Any]:
        if self.resolution is not None:
            one = self.resolution
            return {
                "resolution_text": one.text,
                "in_favour": one.in_favour,
                "against": one.against,
                "abstained": one.abstained,
            }
        return drafts.resolution_start(self.object, self.attendees)

    def get_context(self, **more: Any) -> dict[str, Any]:
        numbers = queries.numbers(self.object, self.attendees)
        return super().get_context(
            majority=wording.majority_sentence(self.object.kind, numbers),
            majority_rule=wording.rule(self.object.kind, "majority"),
            **more,
        )

    def perform(self, form: Any) -> Any:
        return actions.resolve(
            actor=self.actor,
            activity=self.object,
            decision=form.decision,
            resolution=self.resolution,
            version=self.version,
        )

    def success_url(self, result: Any) -> str:
        return self.back_url()


class WithdrawResolution(OfActivity, ActionPage):
    permission = policies.KEEP
    title, question, submit, danger = _("撤下决议"), _("这项决议记错了，撤下吗？"), _("撤下"), True
    done = _("已撤下。")

    def perform(self, form: Any) -> Activity:
        found = self.object.resolutions.filter(pk=self.kwargs["resolution"]).first()
        if found is None:
            raise Http404
        return actions.withdraw_resolution(actor=self.actor, activity=self.object, resolution=found)


class Archive(OfActivity, FormPage):
    """The last page: minutes and archive; for a late entry the roll as well, all in one."""

    permission = policies.KEEP
    template_name = "activities/archive.html"
    title = _("写记录并归档")
    shown = ("unit", "kind")
    submit = _("归档")

    def get_form(self, bound: bool = False) -> Any:
        reads = queries.may_read_minutes(self.actor, self.object)
        data = self.request.POST if bound else None
        attendees = [] if bound and not drafts.needs_roll(self.object) else self.attendees
        return drafts.archive_form(self.object, attendees, data, reads=reads, nobody=not self.expected)

    def get_context(self, **more: Any) -> dict[str, Any]:
        return super().get_context(**drafts.archive_context(self.object, self.attendees), **more)

    def perform(self, form: Any) -> Activity:
        values = form.cleaned_data
        if self.request.POST.get("then") == "draft" and values["text"]:
            actions.write_minutes(actor=self.actor, activity=self.object, text=values["text"], version=self.version)
            return Activity.objects.select_related("unit", "kind").get(pk=self.object.pk)
        return actions.archive(
            actor=self.actor,
            activity=self.object,
            text=values["text"],
            decisions=form.decisions,
            marks=form.marks if form.with_roll else None,
            guests=form.guest_lines if form.with_roll else None,
            stated=form.stated,
            late_reason=values.get("late_reason"),
            version=self.version,
            expected=self.expected,
        )

    def done_text(self, result: Activity) -> Any:
        if result.state != Activity.State.ARCHIVED:
            return _("草稿已存。")
        if result.quorum_met is False:
            return _("已归档。到会没有达到法定人数，这次不计入应办事项。")
        return _("已归档。")


class Reopen(OfActivity, ActionPage):
    permission = policies.HOLD
    form_class = forms.ReasonForm
    title, question, submit, danger = _("重新打开"), _("重新打开这份已归档的记录吗？"), _("重新打开"), True
    consequences = (
        _("重新归档以前，它暂时不计入应办事项。"),
        _("会议记录的每一稿都留着，经过里会写明谁在什么时候为什么打开。"),
    )
    done = _("已重新打开，改好后请再归档。")

    def perform(self, form: Any) -> Activity:
        return actions.reopen(actor=self.actor, activity=self.object, reason=form.cleaned_data["reason"])


class Sitting(OfActivity, FormPage):
    """连开: the next kind in the same sitting."""

    permission = policies.HOLD
    title = _("连开")
    submit = _("接着开")
    lead = _("同一次会接着开另一种会：时间、地点和点名照用，不用再点一次。")
    done = _("已接着开，点名照用。")

    def get_form(self, bound: bool = False) -> Any:
        data = self.request.POST if bound else None
        unit, kind = self.object.unit, self.object.kind
        fitting = [
            one.pk
            for one in queries.active_kinds(self.object.tenant_id)
            if unit.kind in one.unit_kinds and one.pk != kind.pk
        ]
        rows = ActivityKind.objects.filter(pk__in=fitting).order_by("order", "pk")
        return forms.SittingForm(kinds=rows, data=data)

    def perform(self, form: Any) -> Activity:
        values = form.cleaned_data
        return actions.sitting(actor=self.actor, activity=self.object, kind=values["kind"], topic=values["topic"])
