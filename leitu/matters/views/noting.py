"""Before the ledger: one field to note, four clarities to publish."""

from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from leitu.matters import actions, forms, policies, queries, sources
from leitu.matters.models import Matter
from leitu.matters.views.shared import OfMatter
from leitu.orgs.access import grants_of
from leitu.orgs.models import Unit
from leitu.people.queries import persons_at
from leitu.ui.parts import Link
from leitu.ui.views import ActionPage, FormPage


class Note(FormPage):
    """记问题: one field and one tap. The unit is that of the thing one comes from, else one's own."""

    permission = policies.KEEP
    form_class = forms.NoteForm
    template_name = "matters/note.html"
    hears = True
    title = _("记问题")
    submit = _("记下")

    @cached_property
    def source(self) -> sources.Source | None:
        """The thing that the address names (``?of=activity:12``). Raises Http404 when it is out of sight."""
        asked = self.request.GET.get("of", "")
        found = sources.read(self.actor, asked) if asked else None
        if asked and found is None:
            raise Http404
        return found

    @cached_property
    def unit(self) -> Unit:
        """Where it is noted. Raises Http404, NotAllowed."""
        found = self.source.unit if self.source is not None else self.own_unit()
        policies.KEEP.require(self.actor, found)
        return found

    def own_unit(self) -> Unit:
        """The unit at which the actor works: of several the first. Raises Http404."""
        held = [*grants_of(self.actor, policies.MANAGE), *grants_of(self.actor, policies.REVIEW)]
        units = Unit.objects.filter(tenant_id=self.actor.tenant_id, pk__in=[grant.unit_id for grant in held])
        found = units.order_by("parent_id", "pk").first()
        if found is None:
            raise Http404
        return found

    def get_crumbs(self) -> list[Link]:
        return [Link(_("问题和任务"), reverse("matters:list"))]

    def back_url(self) -> str:
        return self.source.href if self.source is not None else reverse("matters:list")

    def get_context(self, **more: Any) -> dict[str, Any]:
        return super().get_context(unit=self.unit, source=self.source, **more)

    def perform(self, form: Any) -> Matter:
        return actions.note(actor=self.actor, unit=self.unit, title=form.cleaned_data["title"], source=self.source)

    def done_text(self, result: Matter) -> Any:
        return _("记下了。想好了完成时间和责任人，再公布挂账。")


class Clarities(OfMatter, FormPage):
    """The form of the four clarities, filled in as far as anything is known."""

    permission = policies.KEEP
    template_name = "matters/publish.html"
    form_class = forms.ClaritiesForm

    def get_form(self, bound: bool = False) -> Any:
        return self.form_class(
            initial=queries.proposal(self.object),
            persons=persons_at(self.object.unit),
            reviewers=queries.reviewers_for(self.object.unit),
            data=self.request.POST if bound else None,
        )


class Publish(Clarities):
    """公布挂账."""

    form_class = forms.PublishForm
    title = _("公布挂账")
    submit = _("公布挂账")
    lead = _("四个明确都写清，就挂到账上，由考核单位盯到销号。")
    done = _("已挂账。")

    def perform(self, form: Any) -> Matter:
        return actions.publish(actor=self.actor, matter=self.object, version=self.version, **form.cleaned_data)


class Change(Clarities):
    """Complete what is noted, without publishing it yet."""

    title = _("补充")
    submit = _("保存")
    lead = _("先写一部分也可以，还不挂账。")
    done = _("已保存。")

    def perform(self, form: Any) -> Matter:
        return actions.change(actor=self.actor, matter=self.object, version=self.version, **form.cleaned_data)


class SetAside(OfMatter, ActionPage):
    permission = policies.KEEP
    form_class = forms.ReasonForm
    title, question, submit = _("不挂账"), _("这件事不用挂账吗？"), _("不挂账")
    consequences = (_("它还留在清单里，写明原因，以后可以重新记入。"),)
    done = _("已记为不挂账。")

    def undo_url(self, result: Matter) -> str:
        return reverse("matters:take_up", args=[result.pk])

    def perform(self, form: Any) -> Matter:
        return actions.set_aside(actor=self.actor, matter=self.object, reason=form.cleaned_data["reason"])


class TakeUp(OfMatter, ActionPage):
    permission = policies.KEEP
    title, question, submit = _("重新记入"), _("把这件事重新记入清单吗？"), _("重新记入")
    done = _("已重新记入。")

    def perform(self, form: Any) -> Matter:
        return actions.take_up(actor=self.actor, matter=self.object)
