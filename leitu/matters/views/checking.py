"""The checking unit's side: close, send back, open again, answer, hand over."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from leitu.matters import actions, forms, policies
from leitu.matters.models import Matter
from leitu.matters.views.shared import OfMatter
from leitu.matters.words import words_of
from leitu.ui.views import ActionPage, FormPage


class Close(OfMatter, ActionPage):
    permission = policies.CHECK
    form_class = forms.FindingForm
    template_name = "matters/close.html"
    title, question, submit = _("核查销号"), _("看过了，确实办好了吗？"), _("销号")
    consequences = (_("销号以后它留在账上，以后发现反复可以重新挂账。"),)
    done = _("已销号。")

    def get_context(self, **more: Any) -> dict[str, Any]:
        return super().get_context(words=words_of(self.object), **more)

    def perform(self, form: Any) -> Matter:
        values = form.cleaned_data
        return actions.close(actor=self.actor, matter=self.object, finding=values["finding"], version=self.version)


class SendBack(OfMatter, ActionPage):
    permission = policies.CHECK
    form_class = forms.SendBackForm
    title, question, submit = _("退回"), _("还没有办好，退回去继续办吗？"), _("退回")
    done = _("已退回。")

    def perform(self, form: Any) -> Matter:
        values = form.cleaned_data
        return actions.send_back(actor=self.actor, matter=self.object, reason=values["reason"], version=self.version)


class Reopen(OfMatter, ActionPage):
    permission = policies.CHECK
    form_class = forms.ReasonForm
    title, question, submit, danger = _("重新挂账"), _("问题又出现了，重新挂账吗？"), _("重新挂账"), True
    consequences = (_("重新挂账也记在核查的人那里：上次销得早了。"),)
    done = _("已重新挂账。")

    def perform(self, form: Any) -> Matter:
        values = form.cleaned_data
        return actions.reopen(actor=self.actor, matter=self.object, reason=values["reason"], version=self.version)


class LookBack(OfMatter, FormPage):
    """回头看: months after the closing, by whoever checks."""

    permission = policies.CHECK
    form_class = forms.LookForm
    template_name = "matters/look_back.html"
    title, submit, done = _("回头看"), _("记下"), _("记下了。")
    lead = _("去看一眼或者打个电话就行，不要求责任单位准备材料。")

    def perform(self, form: Any) -> Matter:
        return actions.look_back(
            actor=self.actor,
            matter=self.object,
            held=form.is_held,
            text=form.cleaned_data["text"],
            version=self.version,
        )


class AnswerExtension(OfMatter, FormPage):
    permission = policies.CHECK
    form_class = forms.AnswerForm
    template_name = "matters/answer_extension.html"
    title, submit, done = _("答复延期"), _("答复"), _("已答复。")

    def perform(self, form: Any) -> Matter:
        return actions.answer_extension(
            actor=self.actor,
            matter=self.object,
            agreed=form.is_agreed,
            reason=form.cleaned_data["reason"],
            version=self.version,
        )


class HandOver(OfMatter, FormPage):
    permission = policies.HAND
    form_class = forms.HandOverForm
    title, submit, done = _("移交责任单位"), _("移交"), _("已移交。")
    lead = _("移交后由新的责任单位另定责任人；原责任单位的人仍然不能核查这件事。")

    def perform(self, form: Any) -> Matter:
        return actions.hand_over(actor=self.actor, matter=self.object, version=self.version, **form.cleaned_data)
