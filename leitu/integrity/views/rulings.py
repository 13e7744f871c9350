"""Rulings: found by number only, opened for a purpose, counted by form."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leitu.core.clock import today
from leitu.core.text import clean
from leitu.integrity import actions, forms, policies, queries
from leitu.integrity.lists import forms as four_forms
from leitu.integrity.models import Ruling
from leitu.orgs.models import Unit
from leitu.ui.parts import Column, Link
from leitu.ui.views import ActionPage, FormPage, OfObject, Page

State = Ruling.State
NUMBER = 40
"""The longest number that is looked for."""


class Rulings(Page):
    """What the actor's own units work on, by number and without a name; others by their very number."""

    permission = policies.KEEP
    template_name = "integrity/rulings.html"
    title = gettext_lazy("问责和处理")

    def get_crumbs(self) -> list[Link]:
        return [Link(_("廉政风险点"), reverse("integrity:list"))]

    def get_context(self, **more: Any) -> dict[str, Any]:
        number = clean(self.request.GET.get("q", "")[:NUMBER])
        rows = queries.by_number(self.actor, number) if number else queries.open_rulings(self.actor, today())
        return super().get_context(
            number=number,
            rows=list(rows[:200]),
            reset_href=self.request.path if number else "",
            enter_hrefs=[
                (unit.name, reverse("integrity:enter_ruling", args=[unit.pk]))
                for unit in policies.own_units(self.actor)
            ],
            counts_href=reverse("integrity:counts") if policies.COUNT.allowed_anywhere(self.actor) else "",
            **more,
        )


class Counts(Page):
    """How many rulings of which form, by quarter; of units below nothing that would point at somebody."""

    permission = policies.COUNT
    template_name = "integrity/counts.html"
    title = gettext_lazy("四种形态的数量")

    def get_crumbs(self) -> list[Link]:
        return [Link(_("问责和处理"), reverse("integrity:rulings"))]

    def get_context(self, **more: Any) -> dict[str, Any]:
        names = [Column(name, numeric=True) for name in four_forms().values()]
        return super().get_context(
            quarters=queries.counts(self.actor, today()), columns=[Column(_("季度")), *names], few=queries.FEW, **more
        )


class EnterRuling(FormPage):
    """Enter a decision about somebody of a unit, or about the unit."""

    permission = policies.KEEP
    model = Unit
    form_class = forms.RulingForm
    title, submit = gettext_lazy("登记决定"), gettext_lazy("登记")
    lead = gettext_lazy("登记人已经作出的决定。系统不提出、不建议、不打分；本人会收到通知，看得到全文，可以申诉。")
    done = gettext_lazy("登记了，已通知本人。")

    def get_queryset(self) -> "QuerySet[Any]":
        return Unit.objects.visible_to(self.actor, policies.KEEP).select_related("tenant")

    def get_form(self, bound: bool = False) -> Any:
        data = self.request.POST if bound else None
        return forms.RulingForm(data, actor=self.actor, unit=self.object, initial={"told_on": today()})

    def get_crumbs(self) -> list[Link]:
        return [
            Link(_("问责和处理"), reverse("integrity:rulings")),
            Link(self.object.name, self.object.get_absolute_url()),
        ]

    def back_url(self) -> str:
        return reverse("integrity:rulings")

    def perform(self, form: Any) -> Ruling:
        given = dict(form.cleaned_data)
        subject, unit = given.pop("subject") or self.object, given.pop("by_unit")
        return actions.enter_ruling(actor=self.actor, unit=unit, subject=subject, **given)

    def success_url(self, result: Any) -> str:
        return reverse("integrity:rulings")


class OfRuling(OfObject):
    """A ruling in the actor's sight."""

    model = Ruling

    def get_queryset(self) -> "QuerySet[Any]":
        return Ruling.objects.visible_to(self.actor).select_related("unit").prefetch_related("appeals")

    def get_crumbs(self) -> list[Link]:
        return [Link(_("问责和处理"), reverse("integrity:rulings"))]

    def get_initial(self) -> dict[str, Any]:
        return {}

    def back_url(self) -> str:
        return reverse("integrity:rulings")


class LookAtRuling(OfRuling, ActionPage):
    """Show one in clear, after a purpose; the answer is shown once and not kept by the browser."""

    permission = policies.KEEP
    form_class = forms.PurposeForm
    submit, question = gettext_lazy("查看"), gettext_lazy("为什么要看这份决定？")
    consequences = (gettext_lazy("谁、什么时候、为什么看，都会记下来。"),)

    def answer(self, sent: Any) -> Any:
        self.object = self.load()
        self.authorise()
        form = self.get_form(bound=True)
        if not form.is_valid():
            return self.render(self.get_context(form=form))
        ruling, purpose = self.object, form.cleaned_data["purpose"]
        self.template_name = "integrity/ruling.html"
        return self.render(
            self.get_context(
                shown=actions.look_at_ruling(actor=self.actor, ruling=ruling, purpose=purpose),
                may_answer=ruling.state == State.APPEALED and ruling.entered_by != self.actor.user_id,
                may_revoke=ruling.state in (State.IN_FORCE, State.UPHELD, State.AMENDED),
                is_line=True,
            )
        )


class RevokeRuling(OfRuling, ActionPage):
    permission = policies.KEEP
    form_class = forms.RevokeForm
    title, question, submit = gettext_lazy("撤销决定"), gettext_lazy("要撤销这份决定吗？"), gettext_lazy("撤销决定")
    consequences = (gettext_lazy("决定和撤销的原因都留到保留期满，本人看得到。"),)
    done, danger = gettext_lazy("撤销了，已通知本人。"), True

    def perform(self, form: Any) -> Ruling:
        reason = form.cleaned_data["reason"]
        return actions.revoke_ruling(actor=self.actor, ruling=self.object, reason=reason, version=self.version)

    def success_url(self, result: Any) -> str:
        return self.back_url()


class AnswerAppeal(OfRuling, FormPage):
    permission = policies.KEEP
    form_class = forms.AnswerForm
    title, submit, done = gettext_lazy("复核申诉"), gettext_lazy("答复"), gettext_lazy("答复了，已通知本人。")
    lead = gettext_lazy("由登记人以外的人复核。先查看决定和申诉，再写处理结果。")

    def perform(self, form: Any) -> Ruling:
        given = form.cleaned_data
        return actions.answer_appeal(actor=self.actor, ruling=self.object, version=self.version, **given)

    def success_url(self, result: Any) -> str:
        return self.back_url()
