"""Shape and validity of what is said of a change; the rules are in the queries and actions."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leitu.changes.models import Change
from leitu.core.clock import today
from leitu.core.fields import CleanChar, NameChar, day_field
from leitu.orgs import policies
from leitu.orgs.kinds import branch_kinds, shapes
from leitu.orgs.models import Unit

Kind = Change.Kind
UPPER = [s.kind for s in shapes().values() if not s.is_branch and s.kind != Unit.Kind.GROUP]
SECTORS = [("", gettext_lazy("未填")), *Unit.Sector.choices]


class PrepareForm(forms.Form):
    """Everything that any kind asks for; ``for_kind`` leaves what one kind needs."""

    name = NameChar(label=gettext_lazy("名称"), max_length=200, required=False)
    code = CleanChar(label=gettext_lazy("党组织代码"), max_length=60, required=False)
    unit_kind = forms.ChoiceField(label=gettext_lazy("组织类别"), choices=Unit.Kind.choices, required=False)
    sector = forms.ChoiceField(label=gettext_lazy("所属领域"), choices=SECTORS, required=False)
    target = forms.ModelChoiceField(
        label=gettext_lazy("接收的党组织"), queryset=Unit.objects.none(), required=False, empty_label="—"
    )
    groups = forms.ModelMultipleChoiceField(
        label=gettext_lazy("整组转出的党小组"),
        queryset=Unit.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    persons = forms.MultipleChoiceField(
        label=gettext_lazy("转到新支部的党员"), required=False, widget=forms.CheckboxSelectMultiple
    )
    on = day_field(
        gettext_lazy("从哪天起"), initial=today, help_text=gettext_lazy("可以填将来的日期，到那一天自动办理。")
    )
    document = CleanChar(label=gettext_lazy("批复文号"), max_length=100, required=False)
    decided_on = day_field(gettext_lazy("批复日期"), required=False)
    approver = CleanChar(label=gettext_lazy("批准机关"), max_length=100, required=False)
    note = CleanChar(label=gettext_lazy("说明"), max_length=500, required=False)

    def __init__(
        self, *args: Any, unit: Unit, kind: str, actor: Any, members: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for name in {"name", "code", "unit_kind", "sector", "target", "groups", "persons"} - set(FIELDS[kind]):
            del self.fields[name]
        for name in NEEDED[kind]:
            self.fields[name].required = True
        fields: Any = self.fields
        if "unit_kind" in fields:
            kinds = (
                branch_kinds() if kind == Kind.SPLIT else [s.kind for s in shapes().values() if unit.kind in s.under]
            )
            fields["unit_kind"].choices = [(one, Unit.Kind(one).label) for one in kinds]
        if "target" in fields:
            fields["target"].queryset = targets(unit, kind, actor)
            fields["target"].label = TARGETS[kind]
        if kind == Kind.MERGE:
            fields["name"].label = _("合并后的名称（不改就不填）")
        if kind == Kind.SPLIT:
            groups = Unit.objects.filter(tenant_id=unit.tenant_id, parent=unit, kind=Unit.Kind.GROUP)
            fields["groups"].queryset = groups.existing_on(today()).order_by("name")
            fields["persons"].choices = members
            fields["name"].label, fields["code"].label = _("新党支部的名称"), _("新党支部的代码")
            if not fields["groups"].queryset:
                del fields["groups"]

    def clean_persons(self) -> list[int]:
        return [int(key) for key in self.cleaned_data["persons"]]

    def clean_groups(self) -> list[int]:
        return [unit.pk for unit in self.cleaned_data["groups"]]


FIELDS: dict[str, tuple[str, ...]] = {
    Kind.FOUND: ("name", "code", "unit_kind", "sector"),
    Kind.RENAME: ("name",),
    Kind.MOVE: ("target",),
    Kind.MERGE: ("target", "name"),
    Kind.SPLIT: ("name", "code", "unit_kind", "groups", "persons"),
    Kind.DISSOLVE: ("target",),
}
"""What each kind asks for, beside the day and the basis."""
NEEDED: dict[str, tuple[str, ...]] = {
    Kind.FOUND: ("name", "code", "unit_kind"),
    Kind.RENAME: ("name",),
    Kind.MOVE: ("target",),
    Kind.MERGE: ("target",),
    Kind.SPLIT: ("name", "code", "unit_kind"),
    Kind.DISSOLVE: (),
}
TARGETS: dict[str, Any] = {
    Kind.MOVE: gettext_lazy("新的上级党组织"),
    Kind.MERGE: gettext_lazy("并入哪个党组织"),
    Kind.DISSOLVE: gettext_lazy("党员转到哪个党支部（没有党员就不填）"),
}


def targets(unit: Unit, kind: str, actor: Any) -> "QuerySet[Any, Any]":
    """Whom a unit may be moved under; or who beside it may take over."""
    rows: QuerySet[Any, Any] = Unit.objects.visible_to(actor, policies.MANAGE).existing_on(today()).exclude(pk=unit.pk)
    if kind == Kind.MOVE:
        return rows.filter(kind__in=UPPER).exclude(pk=unit.parent_id).order_by("name")
    is_branch = shapes()[unit.kind].is_branch
    kinds = branch_kinds() if is_branch or kind == Kind.DISSOLVE else UPPER
    return rows.filter(parent_id=unit.parent_id or 0, kind__in=kinds).order_by("name")


class ChangeFilter(forms.Form):
    kind = forms.ChoiceField(
        label=gettext_lazy("类别"), choices=[("", gettext_lazy("全部类别")), *Kind.choices], required=False
    )
    state = forms.ChoiceField(
        label=gettext_lazy("状态"), choices=[("", gettext_lazy("全部状态")), *Change.State.choices], required=False
    )

    def filter(self, rows: "QuerySet[Any]") -> "QuerySet[Any]":
        chosen = {name: value for name, value in self.cleaned_data.items() if value}
        return rows.filter(**chosen)
