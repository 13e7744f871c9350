"""Pages of guided changes: what can be done with a unit, the form, the preview, the list."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leitu.audit.sentences import moments
from leitu.changes import actions, forms, policies, queries, wording
from leitu.changes.actions.undoing import require_undoable
from leitu.changes.models import Change
from leitu.changes.movers import roll_of
from leitu.core.clock import today
from leitu.core.errors import WrongState
from leitu.orgs.actions import export_list
from leitu.orgs.kinds import shapes
from leitu.orgs.models import Unit
from leitu.ui.parts import Column, Link
from leitu.ui.views import ActionPage, DetailPage, FormPage, ListPage, OfObject


class Changes(ListPage):
    """Every change of the tree in scope, the newest first."""

    permission = policies.VIEW
    template_name = "changes/list.html"
    partial = "rows"
    model = Change
    title = gettext_lazy("组织调整")
    search_fields = queries.SEARCHED
    filter_form = forms.ChangeFilter
    sorts = queries.SORTS
    default_sort = "on"
    handed_out_by = staticmethod(export_list)

    def get_queryset(self) -> "QuerySet[Any]":
        return queries.listed(self.actor)

    def get_crumbs(self) -> list[Link]:
        return [Link(_("党组织"), reverse("orgs:list"))]

    def get_columns(self) -> list[Column]:
        return [
            Column(_("日期"), sort="on", value="on", narrow=True),
            Column(_("调整"), value=wording.headline, width=40),
            Column(_("状态"), value="get_state_display", narrow=True),
            Column(_("批复文号"), value="document", width=24),
        ]

    def get_context(self, **more: Any) -> dict[str, Any]:
        found = super().get_context(**more)
        found["lines"] = [(one, wording.headline(one), wording.STATES[one.state]) for one in found["objects"]]
        return found


class OfUnit(OfObject):
    """A unit that the actor manages."""

    permission = policies.MANAGE
    model = Unit

    def get_queryset(self) -> "QuerySet[Any]":
        return Unit.objects.visible_to(self.actor).select_related("parent")

    def get_crumbs(self) -> list[Link]:
        return [Link(self.object.name, self.object.get_absolute_url())]


class Start(OfUnit, DetailPage):
    """What can be done with one unit."""

    template_name = "changes/start.html"

    def get(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        self.object = self.load()
        policies.MANAGE.require(self.actor, self.object)
        return self.render(self.get_context())

    def get_title(self) -> Any:
        return _("调整党组织")

    def get_context(self, **more: Any) -> dict[str, Any]:
        unit = self.object
        kinds = possible(unit)
        rows = [
            (kind.label, wording.WHAT[kind], reverse("changes:prepare", args=[unit.pk, kind.value])) for kind in kinds
        ]
        past = queries.listed(self.actor).filter(unit=unit).order_by("-on", "-pk")[:5]
        return super().get_context(unit=unit, kinds=rows, past=[(one, wording.headline(one)) for one in past], **more)


def possible(unit: Unit) -> list[Change.Kind]:
    """Which changes a unit of that kind and place can have at all."""
    if not unit.exists_on(today()):
        return []
    kinds, kind = Change.Kind, unit.kind
    found = [kinds.RENAME] if kind == Unit.Kind.GROUP else [kinds.FOUND, kinds.RENAME]
    if unit.parent_id is not None and kind != Unit.Kind.GROUP:
        found += [kinds.MOVE, kinds.MERGE, *([kinds.SPLIT] if shapes()[kind].is_branch else []), kinds.DISSOLVE]
    return found


class Prepare(OfUnit, FormPage):
    """The one form of a change; what it would do is shown before anything happens."""

    template_name = "changes/prepare.html"
    submit = gettext_lazy("看一看会怎样")

    def load(self) -> Unit:
        found: Unit = super().load()
        if self.kwargs["kind"] not in {kind.value for kind in possible(found)}:
            raise Http404
        return found

    @property
    def kind(self) -> Change.Kind:
        return Change.Kind(self.kwargs["kind"])

    def get_title(self) -> Any:
        return f"{self.kind.label}：{self.object.name}"

    def get_crumbs(self) -> list[Link]:
        return [*super().get_crumbs(), Link(_("调整党组织"), self.back_url())]

    def back_url(self) -> str:
        return reverse("changes:start", args=[self.object.pk])

    def success_url(self, result: Change) -> str:
        return result.get_absolute_url()

    def get_form(self, bound: bool = False) -> Any:
        members = roll_of(self.object) if self.kind == Change.Kind.SPLIT else []
        data = {"data": self.request.POST} if bound else {"initial": self.get_initial()}
        return forms.PrepareForm(unit=self.object, kind=self.kind, actor=self.actor, members=members, **data)

    def get_initial(self) -> dict[str, Any]:
        if self.kind == Change.Kind.SPLIT:
            return {"unit_kind": self.object.kind}
        return {"name": self.object.name} if self.kind == Change.Kind.RENAME else {}

    def get_context(self, **more: Any) -> dict[str, Any]:
        return super().get_context(basis=wording.BASIS, **more) | {"lead": wording.WHAT[self.kind]}

    def perform(self, form: Any) -> Change:
        return actions.prepare(actor=self.actor, unit=self.object, kind=self.kind, **form.cleaned_data)


class OfChange(OfObject):
    """A change in the actor's sight."""

    permission = policies.MANAGE
    model = Change
    object: Change

    def get_queryset(self) -> "QuerySet[Any]":
        return Change.objects.visible_to(self.actor).select_related("unit__parent", "target")

    def get_crumbs(self) -> list[Link]:
        return [
            Link(_("组织调整"), reverse("changes:list")),
            Link(self.object.unit.name, self.object.unit.get_absolute_url()),
        ]


class Show(OfChange, DetailPage):
    """The preview; afterwards what was done, and the way back while there is one."""

    permission = policies.VIEW
    template_name = "changes/show.html"

    def get_title(self) -> Any:
        return wording.headline(self.object)

    def get_context(self, **more: Any) -> dict[str, Any]:
        change = self.object
        waits = change.is_waiting
        outlook = queries.outlook(change) if waits else queries.Outlook(lines=wording.lines_of(change))
        may = policies.MANAGE.allows(self.actor, change.unit)
        return super().get_context(
            outlook=outlook,
            columns=wording.COLUMNS,
            is_due=change.on <= today(),
            may=may and waits,
            may_undo=may and change.state == Change.State.DONE and can_be_undone(change),
            made=Unit.objects.filter(tenant_id=change.tenant_id, pk=change.result.get("made") or 0).first(),
            state=wording.STATES[change.state],
            moments=moments(change),
            **more,
        )


def can_be_undone(change: Change) -> bool:
    """Whether the way back is still open, as far as can be seen without trying."""
    try:
        require_undoable(change)
    except WrongState:
        return False
    return True


class ActOnChange(OfChange, ActionPage):
    """What the small pages of one change share."""

    def get_title(self) -> Any:
        return self.title

    def authorise(self) -> None:
        policies.MANAGE.require(self.actor, self.object.unit)


class CarryOut(ActOnChange):
    title = gettext_lazy("现在办理")
    question = gettext_lazy("确定现在办理吗？预览里列的全部一起转，有一项不成就都不动。")
    submit = gettext_lazy("现在办理")
    done = gettext_lazy("已办理。")

    def perform(self, form: Any) -> Change:
        return actions.carry_out(actor=self.actor, change=self.object, version=self.version)


class Schedule(ActOnChange):
    title = gettext_lazy("确认，到日子自动办理")
    question = gettext_lazy("确认吗？到那一天会再核对一遍，对不上的不办，并且告诉您原因。")
    submit = gettext_lazy("确认")
    done = gettext_lazy("已确认，到日子自动办理。")

    def perform(self, form: Any) -> Change:
        return actions.schedule(actor=self.actor, change=self.object, version=self.version or 0)


class Withdraw(ActOnChange):
    title = gettext_lazy("撤回这项调整")
    question = gettext_lazy("撤回吗？什么都还没有改变，以后可以重新办理。")
    submit = gettext_lazy("撤回")
    done = gettext_lazy("已撤回。")

    def perform(self, form: Any) -> Change:
        return actions.withdraw(actor=self.actor, change=self.object)


class Undo(ActOnChange):
    title = gettext_lazy("恢复原状")
    question = gettext_lazy("恢复到调整以前的样子吗？转过来的党员、职务和没办完的事都转回去。")
    submit = gettext_lazy("恢复原状")
    danger = True
    done = gettext_lazy("已恢复原状。")

    def perform(self, form: Any) -> Change:
        return actions.undo(actor=self.actor, change=self.object)
