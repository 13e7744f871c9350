"""The motions of a meeting: read, put, decide, withdraw, make a task of."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leitu.activities import life, wording
from leitu.activities import queries as activities
from leitu.activities.models import Activity
from leitu.activities.queries import Attendee
from leitu.matters import policies as matters
from leitu.matters.models import Matter
from leitu.motions import actions, forms, policies, queries
from leitu.motions.kinds import kinds, kinds_at
from leitu.motions.models import Motion, Vote
from leitu.ui.parts import Link
from leitu.ui.views import ActionPage, DetailPage, FormPage, OfObject


class OfMeeting(OfObject):
    """A page about a meeting in the actor's sight, or about one of its motions."""

    model: Any = Activity

    def get_queryset(self) -> "QuerySet[Any]":
        return Activity.objects.visible_to(self.actor).select_related("unit", "kind")

    @property
    def activity(self) -> Activity:
        found: Activity = self.object
        return found

    def get_initial(self) -> dict[str, Any]:
        return {}

    def get_crumbs(self) -> list[Link]:
        here = f"{wording.short_day(self.activity.on)} {self.activity.kind.name}"
        return [
            Link(self.activity.unit.name, f"{reverse('activities:list')}?unit={self.activity.unit_id}"),
            Link(here, self.activity.get_absolute_url()),
            Link(_("动议和表决"), reverse("motions:list", args=[self.activity.pk])),
        ]

    def back_url(self) -> str:
        return reverse("motions:list", args=[self.activity.pk])

    def success_url(self, result: Any) -> str:
        return self.back_url()

    @cached_property
    def attendees(self) -> list[Attendee]:
        """The roll, read once."""
        return activities.roll(self.activity)

    def vote_context(self) -> dict[str, Any]:
        """What the vote is measured by."""
        numbers = activities.numbers(self.activity, self.attendees)
        kind = self.activity.kind
        return {
            "quorum": wording.quorum_sentence(kind, numbers),
            "quorum_rule": wording.rule(kind, "quorum"),
            "majority": wording.majority_sentence(kind, numbers),
        }


class OfMotion(OfMeeting):
    """A page of whoever may do something to one motion."""

    model = Motion

    def get_queryset(self) -> "QuerySet[Any]":
        rows = Motion.objects.visible_to(self.actor)
        return rows.select_related("activity__unit", "activity__kind", "resolution")

    @property
    def activity(self) -> Activity:
        found: Activity = self.object.activity
        return found

    def authorise(self) -> None:
        self.permission.require(self.actor, self.activity)


class Motions(OfMeeting, DetailPage):
    """All motions of a meeting, for whoever may read its minutes."""

    permission = policies.VIEW
    template_name = "motions/list.html"
    title = gettext_lazy("动议和表决")

    def load(self) -> Any:
        found = super().load()
        if not activities.may_read_minutes(self.actor, found):
            raise Http404
        return found

    def get_crumbs(self) -> list[Link]:
        return super().get_crumbs()[:-1]

    def get_context(self, **more: Any) -> dict[str, Any]:
        activity, actor = self.activity, self.actor
        keeps = policies.KEEP.allows(actor, activity)
        return super().get_context(
            **self.vote_context(),
            cards=queries.cards(activity),
            votes_here=bool(kinds_at(activity.kind)),
            may_put=keeps and life.may(activity, "update") and bool(kinds_at(activity.kind)),
            may_decide=keeps and life.may(activity, "resolve"),
            may_withdraw=keeps and life.may(activity, "update"),
            may_issue=policies.HOLD.allows(actor, activity),
            sees_matters=matters.VIEW.allows(actor, activity),
            **more,
        )


class Put(OfMeeting, FormPage):
    permission = policies.KEEP
    title, submit = gettext_lazy("提出动议"), gettext_lazy("提出")
    done = gettext_lazy("提出来了，会上可以表决。")

    def get_form(self, bound: bool = False) -> Any:
        return forms.PutForm(meeting=self.activity.kind, data=self.request.POST if bound else None)

    def perform(self, form: Any) -> Motion:
        return actions.put(actor=self.actor, activity=self.activity, **form.cleaned_data)


class Decide(OfMotion, FormPage):
    """The vote: a count of hands, or name by name (``?way=named``)."""

    permission = policies.KEEP
    template_name = "motions/decide.html"
    submit = gettext_lazy("记下表决")

    @property
    def is_named(self) -> bool:
        return self.request.GET.get("way") == "named"

    def get_title(self) -> str:
        return str(Motion.Way.NAMED.label if self.is_named else Motion.Way.HANDS.label)

    def get_form(self, bound: bool = False) -> Any:
        data = self.request.POST if bound else None
        if self.is_named:
            return forms.NamedForm(voters=queries.voters(self.attendees), data=data)
        return forms.HandsForm(data=data)

    def get_context(self, **more: Any) -> dict[str, Any]:
        kind = kinds()[self.object.kind]
        return super().get_context(
            **self.vote_context(),
            kind=kind,
            rule=kind.rule(self.activity.kind),
            is_named=self.is_named,
            choices=Vote.Choice.choices,
            **more,
        )

    def perform(self, form: Any) -> Motion:
        return actions.decide(actor=self.actor, motion=self.object, **form.given)

    def done_text(self, result: Motion) -> str:
        passed = result.resolution is not None and result.resolution.passed
        return _("表决通过，决议已经写好。") if passed else _("没有通过，结果已经记下。")


class Withdraw(OfMotion, ActionPage):
    permission = policies.KEEP
    title, question, submit = gettext_lazy("撤回动议"), gettext_lazy("不表决这一项了吗？"), gettext_lazy("撤回")
    done = gettext_lazy("撤回了。")

    def perform(self, form: Any) -> Motion:
        return actions.withdraw(actor=self.actor, motion=self.object)


class Issue(OfMotion, FormPage):
    """What was carried becomes a task."""

    permission = policies.HOLD
    form_class = forms.IssueForm
    title, submit = gettext_lazy("挂成任务"), gettext_lazy("挂成任务")
    lead = gettext_lazy("责任人是书记，由上级考核销号；缺哪一样，先记下，补齐再挂账。")

    def perform(self, form: Any) -> Matter:
        return actions.issue(actor=self.actor, motion=self.object, **form.cleaned_data)

    def done_text(self, result: Matter) -> str:
        if result.state == Matter.State.NOTED:
            return _("任务记下了，补上责任人和考核单位就能挂账。")
        return _("任务挂上账了。")
