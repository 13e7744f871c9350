"""Reading and signing, adding a line, countersigning."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leitu.core.clock import today
from leitu.people.models import Post
from leitu.pledges import actions, forms, policies, queries
from leitu.pledges.models import Paper, Pledge
from leitu.pledges.views.shared import OfPledge, to_list
from leitu.ui.parts import Link
from leitu.ui.views import FormPage

MOST_SHOWN = 100


class Sign(FormPage):
    """All lines to read, and one button."""

    permission = policies.SIGN
    model = Post
    form_class = forms.SignForm
    template_name = "pledges/sign.html"
    submit = gettext_lazy("我承诺，签字")
    done = gettext_lazy("签好了，支部的党员现在看得到。")

    def get_queryset(self) -> "QuerySet[Any]":
        return queries.listed(self.actor, self.year).select_related("unit__parent", "tenant")

    @property
    def year(self) -> int:
        asked = self.request.POST.get("year") or self.request.GET.get("year", "")
        known = queries.years(today())
        return next((one for one in known if str(one) == asked), known[0])

    def get_title(self) -> str:
        words = {"year": self.year, "title": self.object.get_title_display()}
        return _("%(year)s 年%(title)s责任清单") % words

    def get_crumbs(self) -> list[Link]:
        return [to_list()]

    def back_url(self) -> str:
        return reverse("pledges:list")

    def get_initial(self) -> dict[str, Any]:
        return {"year": self.year}

    def get_context(self, **more: Any) -> dict[str, Any]:
        post = self.object
        lines = queries.lines_for(post, self.year)
        on_paper = not policies.is_own(self.actor, post)
        return super().get_context(
            papers=[
                (kind.label, [one for one in lines if one.kind == kind.value])
                for kind in Paper.Kind
                if any(one.kind == kind.value for one in lines)
            ],
            year=self.year,
            on_paper=on_paper,
            countersigner=queries.countersigner_of(post.unit, post.title),
            signed_href=reverse("pledges:show", args=[post.pledge_pk]) if post.pledge_pk else "",
            **more,
        ) | {"submit": _("登记他已在纸上签字") if on_paper else self.submit}

    def perform(self, form: Any) -> Pledge:
        values = form.cleaned_data
        return actions.sign(actor=self.actor, post=self.object, year=values["year"], own=values["own"])


class AddLine(OfPledge, FormPage):
    permission = policies.SIGN
    form_class = forms.LineForm
    title, submit, done = gettext_lazy("自己加一条"), gettext_lazy("加上"), gettext_lazy("加上了。")
    lead = gettext_lazy("加上就公开，党员看得到，年底一起对账。")

    def perform(self, form: Any) -> Pledge:
        return actions.add_line(actor=self.actor, pledge=self.object, version=self.version, **form.cleaned_data)


class Countersign(FormPage):
    """What waits for the actor at his own level, all of it ticked: he unticks what he wants to talk about first.

    ``?pledge=12`` is one list from further below, for whoever stands in for the layer between.
    """

    permission = policies.CONFIRM
    template_name = "pledges/countersign.html"
    title, submit = gettext_lazy("会签责任清单"), gettext_lazy("会签勾选的")
    lead = gettext_lazy("书记的由上一级会签，班子成员的由本级书记会签。想先谈一谈的，把勾去掉。")

    def get_crumbs(self) -> list[Link]:
        return [to_list()]

    def back_url(self) -> str:
        return reverse("pledges:list")

    @cached_property
    def rows(self) -> "QuerySet[Any]":
        """What is offered."""
        asked = self.request.GET.get("pledge", "")
        if asked.isascii() and asked.isdigit() and len(asked) < 19:
            return queries.waiting(self.actor).filter(pk=asked)
        return queries.waiting_here(self.actor)

    def get_form(self, bound: bool = False) -> Any:
        keys = [one.pk for one in self.rows[:MOST_SHOWN]]
        start, known = {"pledges": keys}, self.rows.filter(pk__in=keys)
        return forms.CountersignForm(rows=known, initial=start, data=self.request.POST if bound else None)

    def get_context(self, **more: Any) -> dict[str, Any]:
        count = self.rows.count()
        return super().get_context(count=count, left=max(0, count - MOST_SHOWN), **more)

    def perform(self, form: Any) -> list[Pledge]:
        return actions.countersign(actor=self.actor, pledges=list(form.cleaned_data["pledges"]))

    def success_url(self, result: list[Pledge]) -> str:
        return self.back_url()

    def done_text(self, result: list[Pledge]) -> str:
        return _("会签了 %(count)s 份。") % {"count": len(result)}
