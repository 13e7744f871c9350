"""What was decided about oneself, or about the unit that one heads: in full, with the way to appeal."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leitu.audit.models import Entry
from leitu.audit.record import timeline
from leitu.audit.sentences import said
from leitu.core.clock import today
from leitu.integrity import actions, forms, policies, queries
from leitu.integrity.models import Appeal, Ruling
from leitu.ui.parts import Link
from leitu.ui.views import SIGNED_IN, DetailPage, FormPage, OfObject


def looks_at(ruling: Ruling) -> list[Entry]:
    """Who of the discipline line opened it, and for what."""
    return [entry for entry in timeline(ruling) if entry.verb == "integrity.look_at_ruling"]


class OfOwn(OfObject):
    """A ruling about the actor; those about others do not exist for him here."""

    model = Ruling

    def get_queryset(self) -> "QuerySet[Any]":
        return Ruling.objects.about(self.actor).select_related("unit").prefetch_related("appeals")

    def get_crumbs(self) -> list[Link]:
        return [Link(_("我的"), reverse("portal:mine"))]


class OwnRuling(OfOwn, DetailPage):
    permission = SIGNED_IN
    template_name = "integrity/ruling.html"

    def get_context(self, **more: Any) -> dict[str, Any]:
        return super().get_context(
            shown=queries.shown_ruling(self.object),
            back_href=reverse("portal:mine"),
            looks=said(looks_at(self.object)),
            may_appeal=queries.may_appeal(self.object, today()),
            **more,
        )


class AppealPage(OfOwn, FormPage):
    permission = policies.CONCERNED
    form_class = forms.AppealForm
    title, submit, done = gettext_lazy("提出申诉"), gettext_lazy("提出申诉"), gettext_lazy("申诉提出了，等答复。")
    lead = gettext_lazy(
        "写给作出决定的组织。由登记人以外的人复核，限期书面答复；申诉期间决定照常执行，不会因申诉加重处理。"
    )

    def get_initial(self) -> dict[str, Any]:
        return {}

    def back_url(self) -> str:
        return reverse("integrity:own_ruling", args=[self.object.pk])

    def perform(self, form: Any) -> Appeal:
        return actions.appeal(actor=self.actor, ruling=self.object, text=form.cleaned_data["text"])

    def success_url(self, result: Any) -> str:
        return self.back_url()
