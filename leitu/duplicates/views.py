"""Pages of duplicates: who may be there twice, comparing them, making them one, and undoing it."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leitu.duplicates import actions, forms, policies, queries
from leitu.duplicates.models import Distinct, Merge
from leitu.duplicates.rows import counts
from leitu.people.actions.persons import home_of
from leitu.people.models import Membership, Person
from leitu.people.wording import LABELS, person_words, span_words
from leitu.ui.parts import Link
from leitu.ui.views import ActionPage, FormPage, Page

PER_PAGE = 25
MOST_LIKE = 20


class Pairs(Page):
    """The pairs that wait for somebody's look, and what was merged lately."""

    permission = policies.MANAGE
    template_name = "duplicates/list.html"
    title = gettext_lazy("重复登记")

    def get_crumbs(self) -> list[Link]:
        return [Link(_("党员"), reverse("people:list"))]

    def get_context(self, **more: Any) -> dict[str, Any]:
        found = queries.pairs_for(self.actor)
        page = Paginator(found, PER_PAGE).get_page(self.request.GET.get("page"))
        keys = {key for one in page for key in (one.first, one.second)}
        persons = Person.objects.in_bulk(keys)
        homes = {
            row.person_id: row.unit.name
            for row in Membership.objects.filter(person_id__in=keys).select_related("unit").order_by("until", "since")
        }
        lines = [
            {
                "name": persons[one.first].name,
                "other": persons[one.second].name,
                "why": one.why.value,
                "homes": _("%(one)s 和 %(two)s")
                % {"one": homes.get(one.first, "—"), "two": homes.get(one.second, "—")},
                "href": f"{reverse('duplicates:merge', args=[one.first])}?other={one.second}",
            }
            for one in page
        ]
        done = [(one, reverse("duplicates:undo", args=[one.pk])) for one in queries.merges(self.actor)[:10]]
        return super().get_context(lines=lines, page=page, total=len(found), merges=done, **more)


class OfPerson(FormPage):
    """A decision about one entry and another that looks like it."""

    permission = policies.MANAGE
    model = Person
    template_name = "duplicates/merge.html"

    def get_queryset(self) -> "QuerySet[Any]":
        return Person.objects.visible_to(self.actor, policies.MANAGE)

    def authorise(self) -> None:
        policies.MANAGE.require(self.actor, home_of(self.object))

    def get_crumbs(self) -> list[Link]:
        return [Link(_("重复登记"), reverse("duplicates:list"))]

    def get_form(self, bound: bool = False) -> Any:
        others = queries.alike(self.actor, self.object).prefetch_related("memberships__unit")
        asked = self.request.GET.get("other", "")
        return forms.OtherForm(self.request.POST if bound else None, others=others, initial={"other": asked})

    def get_context(self, **more: Any) -> dict[str, Any]:
        others = list(queries.alike(self.actor, self.object)[:MOST_LIKE])
        sides = [self.object, *others]
        table = [
            (label, [person_words(one).get(name, "") or "—" for one in sides])
            for name, label in LABELS.items()
            if name in person_words(self.object)
        ]
        homes = [
            "；".join(f"{row.unit.name}（{span_words(row)}）" for row in one.memberships.select_related("unit"))
            for one in sides
        ]
        rows = ["，".join(f"{label} {count}" for label, count in counts(one)) for one in sides]
        return super().get_context(
            sides=sides,
            columns=["", *[one.name for one in sides]],
            table=[*table, (_("党籍"), homes), (_("名下的记录"), rows)],
            others=others,
            **more,
        )

    def back_url(self) -> str:
        return reverse("duplicates:list")

    def success_url(self, result: Any) -> str:
        return self.back_url()


class MergePage(OfPerson):
    title, submit = gettext_lazy("合并登记"), gettext_lazy("合并成一条")
    lead = gettext_lazy(
        "保留第一列这一条，选中的那条并进来；参加活动、职务、党籍、谈话都跟着过来，一条不丢。三十天内可以撤销。"
    )

    def get_context(self, **more: Any) -> dict[str, Any]:
        apart = reverse("duplicates:keep_apart", args=[self.object.pk])
        return super().get_context(apart_href=apart, **more)

    def perform(self, form: Any) -> Merge:
        given = form.cleaned_data
        return actions.merge(actor=self.actor, kept=self.object, gone=given["other"], reason=given["reason"])

    def done_text(self, result: Merge) -> str:
        return _("合并好了，转过来 %(count)s 条记录。") % {"count": result.count}

    def undo_url(self, result: Merge) -> str:
        return reverse("duplicates:undo", args=[result.pk])


class KeepApart(OfPerson):
    title, submit = gettext_lazy("不是同一个人"), gettext_lazy("不是同一个人")
    lead = gettext_lazy("认定以后不再提示这一对。")
    done = gettext_lazy("记下了，不再提示。")

    def perform(self, form: Any) -> Distinct:
        given = form.cleaned_data
        return actions.keep_apart(actor=self.actor, person=self.object, other=given["other"], reason=given["reason"])


class Undo(ActionPage):
    permission = policies.MANAGE
    model = Merge
    title, question, submit = gettext_lazy("撤销合并"), gettext_lazy("合并错了，要分开吗？"), gettext_lazy("撤销合并")
    consequences = (
        gettext_lazy("转过来的记录都转回去；合并以后新记的，留在保留的那一条。"),
        gettext_lazy("因合并而减少的党籍恢复在册。"),
    )
    done = gettext_lazy("已撤销，两条登记分开了。")

    def get_queryset(self) -> "QuerySet[Any]":
        return queries.merges(self.actor)

    def perform(self, form: Any) -> Merge:
        return actions.undo(actor=self.actor, merge=self.object)
