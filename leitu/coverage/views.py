"""Pages about workplaces: the list with its sums, one of them, the map, the import."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leitu.audit.sentences import moments
from leitu.coverage import actions, forms, policies, queries
from leitu.coverage.importing import WORKPLACES, import_workplaces
from leitu.coverage.models import Workplace
from leitu.orgs.lists import ListBelow
from leitu.orgs.models import Unit
from leitu.people.importing.pages import ImportPage, RejectsPage, ReviewPage, UploadPage
from leitu.ui.parts import Column, Link, Text
from leitu.ui.views import ActionPage, DetailPage, FormPage, OfObject, Page


class Workplaces(ListBelow):
    """Which workplaces there are, those without a plan first."""

    permission = policies.VIEW
    template_name = "coverage/list.html"
    partial = "rows"
    model = Workplace
    title = gettext_lazy("两个覆盖")
    search_fields = queries.SEARCHED
    filter_form = forms.WorkplaceFilter
    sorts = queries.SORTS
    default_sort = "need"

    def get_queryset(self) -> "QuerySet[Any]":
        rows = queries.listed(self.actor)
        if not self.request.GET:
            rows = rows.filter(closed_on__isnull=True)
        return queries.below(rows, self.unit) if self.unit else rows

    def get_columns(self) -> list[Column]:
        return [
            Column(_("单位名称"), sort="name", value="name", width=30),
            Column(_("类别"), value="get_kind_display"),
            Column(_("属地党组织"), sort="unit", value="unit.name", width=30),
            Column(_("从业人员"), sort="staff", value="staff", numeric=True),
            Column(_("其中党员"), value="members", numeric=True),
            Column(_("覆盖方式"), sort="need", value="get_way_display"),
            Column(_("由谁覆盖"), value=reached_by, width=30),
        ]

    def get_context(self, **more: Any) -> dict[str, Any]:
        found = super().get_context(**more)
        rows = queries.listed(self.actor)
        unit = self.unit
        may = policies.MANAGE.allowed_anywhere(self.actor)
        return {
            **found,
            "unit": unit,
            "lines": [(one, reached_by(one)) for one in found["objects"]],
            "sums": queries.sums(queries.below(rows, unit) if unit else rows),
            "map_href": reverse("coverage:map") + (f"?unit={unit.pk}" if unit else ""),
            "import_href": reverse("coverage:import_workplaces") if may else "",
            "add_href": reverse("coverage:add", args=[unit.pk])
            if unit and policies.MANAGE.allows(self.actor, unit)
            else "",
            "here": f"unit={unit.pk}&" if unit else "",
        }


def reached_by(one: Workplace) -> str:
    """Who reaches it, or by when somebody will."""
    if one.organisation is not None:
        return str(one.organisation.name)
    if one.way == Workplace.Way.OFFICER:
        return one.officer_name
    return _("计划 %(day)s") % {"day": one.plan_on.isoformat()} if one.plan_on else _("没有计划")


class OfWorkplace(OfObject):
    """A workplace in the actor's sight."""

    permission: Any = policies.VIEW
    model = Workplace
    object: Workplace

    def get_queryset(self) -> "QuerySet[Any]":
        return Workplace.objects.visible_to(self.actor).select_related("unit", "organisation")

    def get_crumbs(self) -> list[Link]:
        unit = self.object.unit
        return [
            Link(_("两个覆盖"), reverse("coverage:list")),
            Link(unit.name, f"{reverse('coverage:list')}?unit={unit.pk}"),
        ]


class Show(OfWorkplace, DetailPage):
    template_name = "coverage/show.html"

    def get_context(self, **more: Any) -> dict[str, Any]:
        one = self.object
        may = policies.MANAGE.allows(self.actor, one)
        return super().get_context(may=may, who=reached_by(one), moments=moments(one) if may else [], **more)


class Add(FormPage):
    """A workplace in the area of one unit."""

    permission = policies.MANAGE
    model = Unit
    title = gettext_lazy("登记单位")
    form_class = forms.WorkplaceForm
    submit = gettext_lazy("登记")
    done = gettext_lazy("已登记。")

    def get_queryset(self) -> "QuerySet[Any]":
        return Unit.objects.visible_to(self.actor)

    def get_title(self) -> Any:
        return self.title

    def get_crumbs(self) -> list[Link]:
        return [Link(self.object.name, self.object.get_absolute_url())]

    def get_initial(self) -> dict[str, Any]:
        return {}

    def back_url(self) -> str:
        return f"{reverse('coverage:list')}?unit={self.object.pk}"

    def success_url(self, result: Workplace) -> str:
        return result.get_absolute_url()

    def perform(self, form: Any) -> Workplace:
        return actions.add(actor=self.actor, unit=self.object, **form.cleaned_data)


class Change(OfWorkplace, FormPage):
    permission = policies.MANAGE
    title = gettext_lazy("修改单位和覆盖情况")
    form_class = forms.WorkplaceForm
    done = gettext_lazy("已保存。")

    def get_title(self) -> Any:
        return self.title

    def get_initial(self) -> dict[str, Any]:
        organisation = self.object.organisation
        return {**super().get_initial(), "organisation": organisation.code if organisation else ""}

    def perform(self, form: Any) -> Workplace:
        return actions.change(actor=self.actor, workplace=self.object, version=self.version or 0, **form.cleaned_data)


class Close(OfWorkplace, ActionPage):
    permission = policies.MANAGE
    title = gettext_lazy("注销或迁出")
    form_class = forms.CloseForm
    question = gettext_lazy("这个单位不在了吗？记录保留，不再计入覆盖率。")
    submit = gettext_lazy("注销或迁出")
    done = gettext_lazy("已办理。")

    def get_title(self) -> Any:
        return self.title

    def get_initial(self) -> dict[str, Any]:
        return {}

    def undo_url(self, result: Workplace) -> str:
        return reverse("coverage:reopen", args=[result.pk])

    def perform(self, form: Any) -> Workplace:
        return actions.close(actor=self.actor, workplace=self.object, **form.cleaned_data)


class Reopen(OfWorkplace, ActionPage):
    permission = policies.MANAGE
    title = gettext_lazy("恢复单位")
    question = gettext_lazy("恢复这个单位吗？")
    submit = gettext_lazy("恢复")
    done = gettext_lazy("已恢复。")

    def get_title(self) -> Any:
        return self.title

    def perform(self, form: Any) -> Workplace:
        return actions.reopen(actor=self.actor, workplace=self.object)


class Map(Page):
    """The units below one, by the people at work there and how far they are reached; as picture and as table."""

    permission = policies.VIEW
    template_name = "coverage/map.html"
    title = gettext_lazy("覆盖图")

    def get_crumbs(self) -> list[Link]:
        return [Link(_("两个覆盖"), reverse("coverage:list"))]

    def asked(self) -> Unit | None:
        """The unit of ``?unit=``, or where the actor's sight begins. Raises Http404."""
        seen = Unit.objects.visible_to(self.actor, policies.VIEW)
        key = self.request.GET.get("unit", "")
        if not key:
            return queries.top_of(self.actor)
        found = seen.filter(pk=key).first() if key.isascii() and key.isdigit() and len(key) < 19 else None
        if found is None:
            raise Http404
        return found  # type: ignore[no-any-return]

    def get_context(self, **more: Any) -> dict[str, Any]:
        unit = self.asked()
        fields = queries.fields(self.actor, unit) if unit else []
        above = unit.parent if unit and unit.parent and policies.VIEW.allows(self.actor, unit.parent) else None
        columns = [
            Column(_("党组织")),
            Column(_("单位"), numeric=True),
            Column(_("组织覆盖"), numeric=True),
            Column(_("联络员联系"), numeric=True),
            Column(_("空白"), numeric=True),
            Column(_("从业人员"), numeric=True),
            Column(_("覆盖率"), numeric=True),
        ]
        return super().get_context(
            unit=unit,
            above_href=f"?unit={above.pk}" if above else "",
            fields=fields,
            by_name=sorted(fields, key=lambda one: (one.unit.name, one.unit.pk)),
            columns=columns,
            width=queries.WIDTH,
            height=queries.HEIGHT,
            shades=[(n, 100 * n // queries.SHADES, 100 * (n + 1) // queries.SHADES) for n in range(queries.SHADES)],
            **more,
        )


class WorkplacesImport(ImportPage):
    permission = policies.MANAGE
    title: Text = gettext_lazy("导入单位名单")
    layout, importer = WORKPLACES, staticmethod(import_workplaces)
    home = ("coverage:list", gettext_lazy("两个覆盖"))
    upload, review, rejects = "coverage:import_workplaces", "coverage:review_workplaces", "coverage:workplaces_rejects"


class ImportWorkplaces(WorkplacesImport, UploadPage):
    lead = gettext_lazy("企业、楼宇、园区、社会组织……一行一个：属地党组织、从业人员、由谁覆盖。")


class ReviewWorkplaces(WorkplacesImport, ReviewPage):
    pass


class WorkplacesRejects(WorkplacesImport, RejectsPage):
    pass
