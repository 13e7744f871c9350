"""The owner's side: begin, report, prove, more time, ask to close."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from leitu.matters import actions, forms, policies, sources
from leitu.matters.models import Matter
from leitu.matters.views.shared import OfMatter
from leitu.people.queries import persons_at
from leitu.ui.views import ActionPage, FormPage


class Begin(OfMatter, ActionPage):
    permission = policies.MANAGE
    title, question, submit = _("开始办理"), _("开始办这件事吗？"), _("开始办理")
    done = _("开始办理了。")

    def perform(self, form: Any) -> Matter:
        return actions.begin(actor=self.actor, matter=self.object)


class Progress(OfMatter, FormPage):
    permission = policies.MANAGE
    form_class = forms.ProgressForm
    title, submit, done = _("写进展"), _("写下"), _("进展写下了。")

    def perform(self, form: Any) -> Matter:
        return actions.progress(actor=self.actor, matter=self.object, text=form.cleaned_data["text"])


class RequestClose(OfMatter, FormPage):
    permission = policies.MANAGE
    form_class = forms.EffectForm
    title, submit = _("申请销号"), _("申请销号")
    lead = _("写一句就行，不用传材料。由考核单位核查后销号。")
    done = _("已申请销号，等考核单位核查。")

    def perform(self, form: Any) -> Matter:
        values = form.cleaned_data
        return actions.request_close(
            actor=self.actor, matter=self.object, effect=values["effect"], version=self.version
        )


class Extend(OfMatter, FormPage):
    permission = policies.MANAGE
    form_class = forms.ExtendForm
    title, submit = _("申请延期"), _("申请延期")
    lead = _("考核单位同意后才算数，原来的时间一直看得见。")
    done = _("已申请延期，等考核单位答复。")

    def perform(self, form: Any) -> Matter:
        return actions.extend(actor=self.actor, matter=self.object, version=self.version, **form.cleaned_data)


class Assign(OfMatter, FormPage):
    permission = policies.MANAGE
    title, submit, done = _("明确责任人"), _("确定"), _("责任人已明确。")

    def get_form(self, bound: bool = False) -> Any:
        return forms.AssignForm(
            initial={"person": self.object.person_id},
            persons=persons_at(self.object.unit),
            data=self.request.POST if bound else None,
        )

    def perform(self, form: Any) -> Matter:
        person = form.cleaned_data["person"]
        return actions.assign(actor=self.actor, matter=self.object, person=person, version=self.version)


class Involve(OfMatter, FormPage):
    permission = policies.MANAGE
    form_class = forms.InvolveForm
    title, submit, done = _("请别的党组织协办"), _("请它协办"), _("已请它协办。")

    def perform(self, form: Any) -> Matter:
        return actions.involve(actor=self.actor, matter=self.object, **form.cleaned_data)


class LinkEvidence(OfMatter, FormPage):
    """Records that are there already, to point to; nothing is uploaded."""

    permission = policies.MANAGE
    template_name = "matters/evidence.html"
    title, submit, done = _("关联佐证"), _("关联"), _("已关联。")
    lead = _("从已有的记录里选一条，不用另外拍照、上传。")

    @cached_property
    def found(self) -> dict[str, sources.Source]:
        """What the unit has on record since the matter was noted, by what the form carries."""
        rows = sources.offered(self.actor, self.object.unit, self.object.noted_on)
        return {source.ref: source for source in rows}

    def get_form(self, bound: bool = False) -> Any:
        choices = [(ref, source.text) for ref, source in self.found.items()]
        return forms.EvidenceForm(choices=choices, data=self.request.POST if bound else None)

    def get_context(self, **more: Any) -> dict[str, Any]:
        return super().get_context(found=self.found, **more)

    def perform(self, form: Any) -> Matter:
        source = self.found.get(form.cleaned_data["source"])
        if source is None:
            raise ValidationError({"source": _("没有这条记录。")})
        return actions.link_evidence(actor=self.actor, matter=self.object, source=source)
