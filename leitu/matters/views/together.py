"""One step for several matters at once."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leitu.core import text
from leitu.matters import actions, forms, policies, queries
from leitu.matters.actions.bulk import MANY, MOST
from leitu.ui.parts import Link
from leitu.ui.views import FormPage

MOST_SHOWN = 50


class Together(FormPage):
    """Choose the step, tick the matters, write one sentence. What is refused is named, the others are done."""

    permission = policies.KEEP
    template_name = "matters/do_many.html"
    title = gettext_lazy("成批办理")

    @property
    def step(self) -> str:
        asked = self.request.GET.get("step", "")
        return asked if asked in MANY else ("close" if policies.REVIEW.allowed_anywhere(self.actor) else "progress")

    def get_crumbs(self) -> list[Link]:
        return [Link(_("问题和任务"), reverse("matters:list"))]

    def back_url(self) -> str:
        return reverse("matters:list")

    def get_form(self, bound: bool = False) -> Any:
        rows = queries.takes(self.actor, self.step)[: MOST if bound else MOST_SHOWN]
        return forms.ManyForm(rows=rows, initial={"step": self.step}, data=self.request.POST if bound else None)

    def get_context(self, **more: Any) -> dict[str, Any]:
        return super().get_context(
            steps=[Link(forms.STEPS[step], f"?step={step}", current=step == self.step) for step in self.steps()],
            any=queries.takes(self.actor, self.step).exists(),
            says=forms.STEPS[self.step],
            **more,
        )

    def steps(self) -> list[str]:
        """Those of a side that the actor may hold."""
        checks, does = policies.REVIEW.allowed_anywhere(self.actor), policies.MANAGE.allowed_anywhere(self.actor)
        return [step for step in forms.STEPS if {"close": checks, "send_back": checks}.get(step, does or checks)]

    def perform(self, form: Any) -> actions.Together:
        values = form.cleaned_data
        return actions.do_many(actor=self.actor, step=values["step"], matters=form.chosen, text=values["text"])

    def success_url(self, result: actions.Together) -> str:
        return self.back_url()

    def done_text(self, result: actions.Together) -> str:
        if not result.refused:
            return _("办了 %(count)s 件。") % {"count": len(result.done)}
        reasons = "".join(
            _("“%(title)s”：%(reason)s") % {"title": text.excerpt(one.matter.title, 20), "reason": one.reason}
            for one in result.refused[:5]
        )
        counts = {"count": len(result.done), "refused": len(result.refused), "reasons": reasons}
        return _("办了 %(count)s 件，%(refused)s 件没有办。%(reasons)s") % counts
