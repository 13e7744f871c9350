"""What a secretary does himself: three buttons, and the page of his year."""

from typing import Any

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leitu.core.clock import today
from leitu.matters import actions, forms, leading, policies, wording
from leitu.matters.models import Matter, Step
from leitu.matters.views.shared import OfMatter, unit_asked
from leitu.orgs.models import Unit
from leitu.ui.parts import Link, Moment
from leitu.ui.views import ActionPage, FormPage, Page


class Mark(OfMatter, ActionPage):
    """A switch: what it asks is the other of the two."""

    permission = policies.LEAD

    def get_title(self) -> str:
        return _("不再列为重点") if self.object.is_key else _("列为重点")

    def get_context(self, **more: Any) -> dict[str, Any]:
        question = _("这件事不再是重点吗？") if self.object.is_key else _("把这件事列为重点吗？")
        note = _("列为重点以后，书记在这件事上的部署、过问、协调、督办自动记入“四个亲自”，不用另外填。")
        consequences = () if self.object.is_key else (note,)
        return super().get_context(**more) | {
            "question": question,
            "consequences": consequences,
            "submit": self.get_title(),
        }

    def perform(self, form: Any) -> Matter:
        return actions.mark(actor=self.actor, matter=self.object, is_key=not self.object.is_key)

    def done_text(self, result: Matter) -> str:
        return _("列为重点了。") if result.is_key else _("不再是重点了。")


class Inquire(OfMatter, FormPage):
    permission = policies.LEAD
    form_class = forms.InquiryForm
    title, submit, done = gettext_lazy("过问"), gettext_lazy("过问"), gettext_lazy("问了，责任人会收到通知。")

    def perform(self, form: Any) -> Matter:
        return actions.inquire(actor=self.actor, matter=self.object, text=form.cleaned_data["text"])


class Urge(OfMatter, FormPage):
    permission = policies.LEAD
    form_class = forms.UrgeForm
    title, submit, done = gettext_lazy("督办"), gettext_lazy("督办"), gettext_lazy("督办了，责任人会收到通知。")
    lead = gettext_lazy("一件事七天之内只督办一次，由谁督办都算。")

    def perform(self, form: Any) -> Matter:
        return actions.urge(actor=self.actor, matter=self.object, text=form.cleaned_data["text"])


class Leading(Page):
    """The four numbers of a year, each with its steps."""

    permission = policies.VIEW
    template_name = "matters/leading.html"
    title = gettext_lazy("书记的四个亲自")

    def get_crumbs(self) -> list[Link]:
        return [Link(_("问题和任务"), reverse("matters:list"))]

    @cached_property
    def unit(self) -> Unit:
        return unit_asked(self.actor, self.request.GET.get("unit", ""))

    @property
    def year(self) -> int:
        asked, now = self.request.GET.get("year", ""), today().year
        return int(asked) if asked in map(str, range(now - 5, now + 1)) else now

    def get_context(self, **more: Any) -> dict[str, Any]:
        unit, year = self.unit, self.year
        found = leading.led(unit, year)
        return super().get_context(
            unit=unit,
            year=year,
            years=[
                Link(str(one), f"?unit={unit.pk}&year={one}", current=one == year)
                for one in range(today().year - 1, today().year + 1)
            ],
            tiles=[
                {"label": leading.LABELS[duty], "value": found.count(duty), "href": f"#{duty}"}
                for duty in leading.DUTIES
            ],
            key_count=found.matters,
            key_href=f"{reverse('matters:list')}?unit={unit.pk}&state=key",
            duties=[
                (
                    duty,
                    leading.LABELS[duty],
                    [
                        Moment(
                            one.at,
                            one.matter.title,
                            one.by_label,
                            _told(one),
                            one.matter.get_absolute_url(),
                        )
                        for one in found.steps[duty]
                    ],
                )
                for duty in leading.DUTIES
            ],
            **more,
        )


def _told(step: Step) -> str:
    said = wording.told(step)
    return f"{said}：{step.text}" if step.text else said
