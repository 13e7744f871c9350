"""The pages of two persons: what waits for me, what I asked for, one ask with exactly what it is about."""

from typing import Any

from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from leitu.approvals import actions, forms, policies, queries
from leitu.approvals.models import Ask
from leitu.audit.sentences import moments
from leitu.ui.parts import Link
from leitu.ui.views import SIGNED_IN, ActionPage, DetailPage, Page


class AskList(Page):
    """What waits for my answer, what I asked for, what I answered."""

    permission = SIGNED_IN
    template_name = "approvals/list.html"
    title = _("请示与批准")

    def get_context(self, **more: Any) -> dict[str, Any]:
        return super().get_context(
            waiting=queries.waiting_for(self.actor),
            own=queries.own(self.actor)[: queries.MOST_OWN],
            decided=queries.decided_by(self.actor)[: queries.MOST_OWN],
            **more,
        )


class OfAsk:
    """Shared by the pages of one ask."""

    permission = SIGNED_IN
    model: type[Model] | None = Ask
    actor: Any
    object: Ask

    def get_queryset(self) -> "QuerySet[Any]":
        return Ask.objects.visible_to(self.actor)

    def get_crumbs(self) -> list[Link]:
        return [Link(AskList.title, reverse("approvals:list"))]


class Show(OfAsk, DetailPage):
    """One ask: exactly what, by whom, why; and for whoever may, the answer."""

    template_name = "approvals/show.html"

    def get_title(self) -> Any:
        return self.object.kind.label

    def get_context(self, **more: Any) -> dict[str, Any]:
        ask = self.object
        is_own = ask.asked_by_id == self.actor.user_id
        could = queries.approvers(ask.kind, ask.tenant_id, ask.unit_id, policies.barred(ask)) if ask.is_waiting else []
        return super().get_context(
            told=ask.kind.tell(ask),
            is_own=is_own,
            may_answer=ask.is_waiting and policies.may_answer(self.actor, ask),
            may_withdraw=is_own and (ask.is_waiting or ask.is_good),
            onward=ask.kind.onward(ask) if is_own and ask.is_good else None,
            approvers=could,
            roles=ask.kind.right.carried_by(ask.tenant_id),
            items=moments(ask),
            **more,
        )


class Answer(OfAsk, ActionPage):
    """What the two answers have in common."""

    def authorise(self) -> None:
        policies.require(self.actor, self.object)

    def get_context(self, **more: Any) -> dict[str, Any]:
        return super().get_context(told=self.object.kind.tell(self.object), **more)

    def success_url(self, result: Any) -> str:
        return reverse("approvals:list")


class Approve(Answer):
    template_name = "approvals/answer.html"
    title = _("同意这条请示")
    question = _("请看清楚下面要办的事。您同意以后，请示的同志可以办这一次，两个人都留下记录。")
    submit = _("同意")
    done = _("已同意。请示的同志会收到通知。")

    def perform(self, form: Any) -> Ask:
        return actions.approve(actor=self.actor, ask=self.object)


class Refuse(Answer):
    template_name = "approvals/answer.html"
    title = _("不同意这条请示")
    form_class = forms.RefuseForm
    submit = _("不同意")
    done = _("已答复。请示的同志会收到通知。")

    def get_initial(self) -> dict[str, Any]:
        return {}

    def perform(self, form: Any) -> Ask:
        return actions.refuse(actor=self.actor, ask=self.object, **form.cleaned_data)


class Withdraw(OfAsk, ActionPage):
    title = _("撤回请示")
    question = _("撤回以后，这件事要办还得重新请示。")
    submit = _("撤回")
    done = _("已撤回。")

    def authorise(self) -> None:
        policies.require_own(self.actor, self.object)

    def perform(self, form: Any) -> Ask:
        return actions.withdraw(actor=self.actor, ask=self.object)
