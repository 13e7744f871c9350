"""Shape and validity of input about units and grants; the rules are in the actions."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from leitu.accounts.models import User
from leitu.core.clock import today
from leitu.core.fields import CleanChar, NameChar, PlaceChar, day_field
from leitu.orgs import policies
from leitu.orgs.kinds import shapes
from leitu.orgs.models import Grant, Role, Unit

YES_NO = [("", _("按规定推算")), ("1", _("设支委会")), ("0", _("不设支委会"))]


def yes_no(value: str) -> bool | None:
    return {"1": True, "0": False}.get(value)


class FoundForm(forms.Form):
    name = NameChar(label=_("党组织名称"), max_length=200, help_text=_("全称，与公章一致。"))
    code = CleanChar(label=_("党组织代码"), max_length=60)
    kind = forms.ChoiceField(label=_("组织类别"))
    sector = forms.ChoiceField(label=_("所属领域"), choices=[("", _("未填")), *Unit.Sector.choices], required=False)
    founded_on = day_field(_("成立日期"), required=False)

    def __init__(self, *args: Any, parent_kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [s.kind for s in shapes().values() if parent_kind in s.under]
        choices = [(kind, Unit.Kind(kind).label) for kind in kinds]
        self.fields["kind"] = forms.ChoiceField(label=_("组织类别"), choices=choices)


class RenameForm(forms.Form):
    name = NameChar(label=_("新名称"), max_length=200)
    on = day_field(_("从哪天起"), initial=today)


class CorrectForm(forms.Form):
    sector = forms.ChoiceField(label=_("所属领域"), choices=[("", _("未填")), *Unit.Sector.choices], required=False)
    founded_on = day_field(_("成立日期"), required=False)
    has_committee = forms.TypedChoiceField(
        label=_("支委会"),
        choices=YES_NO,
        coerce=yes_no,
        empty_value=None,
        required=False,
        help_text=_("不填时：有支委委员任职，或年初、月初有 7 名以上正式党员，就按设支委会计算。"),
    )
    contact_name = NameChar(label=_("联系人"), max_length=100, required=False)
    contact_phone = CleanChar(label=_("联系电话"), max_length=60, required=False)
    workplace_situation = CleanChar(label=_("所在单位情况"), max_length=60, required=False)
    workplace_name = CleanChar(label=_("单位名称"), max_length=200, required=False)
    workplace_nature = CleanChar(label=_("单位性质类别"), max_length=60, required=False)
    credit_code = CleanChar(label=_("统一社会信用代码"), max_length=18, required=False)
    place = PlaceChar(
        label=_("经纬度"),
        max_length=40,
        required=False,
        help_text=_("可不填。从地图上复制，例如 30.280000,120.150000；安排检查时用来少跑路。"),
    )


class MoveForm(forms.Form):
    needs_actor = True

    parent = forms.ModelChoiceField(label=_("新的上级党组织"), queryset=Unit.objects.none())
    on = day_field(_("从哪天起"), initial=today)

    def __init__(self, *args: Any, actor: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["parent"]
        upper = [s.kind for s in shapes().values() if not s.is_branch and s.kind != Unit.Kind.GROUP]
        field.queryset = Unit.objects.visible_to(actor, policies.MANAGE).filter(kind__in=upper).order_by("name")


class CloseForm(forms.Form):
    on = day_field(_("撤销日期"), initial=today, help_text=_("从这一天起不再存在。"))
    reason = CleanChar(label=_("撤销原因或批复文号"), max_length=500)


class TermForm(forms.Form):
    starts_on = day_field(_("本届起始日期"), required=False)
    ends_on = day_field(_("届满日期"))


class GrantForm(forms.Form):
    needs_actor = True

    user = forms.ModelChoiceField(label=_("账号"), queryset=User.objects.none())
    role = forms.ModelChoiceField(label=_("角色"), queryset=Role.objects.none())
    reach = forms.ChoiceField(label=_("范围"), choices=Grant.Reach.choices, initial=Grant.Reach.BELOW)
    until = day_field(_("有效至（当天失效）"), required=False)
    reason = CleanChar(
        label=_("理由"),
        max_length=200,
        required=False,
        help_text=_("超出您自己权限的角色，要另一位同志批准才生效：在这里写一句为什么。"),
    )

    def __init__(self, *args: Any, actor: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["user"].queryset = User.objects.filter(tenant_id=actor.tenant_id, is_active=True).order_by("label")
        fields["role"].queryset = Role.objects.filter(tenant_id=actor.tenant_id).order_by("pk")


class UnitFilter(forms.Form):
    kind = forms.ChoiceField(label=_("类别"), choices=[("", _("全部类别")), *Unit.Kind.choices], required=False)
    sector = forms.ChoiceField(label=_("领域"), choices=[("", _("全部领域")), *Unit.Sector.choices], required=False)
    state = forms.ChoiceField(
        label=_("状态"), choices=[("", _("现有")), ("closed", _("已撤销")), ("all", _("全部"))], required=False
    )
    unit = forms.CharField(required=False, widget=forms.HiddenInput)

    def filter(self, rows: "QuerySet[Any]") -> "QuerySet[Any]":
        chosen = self.cleaned_data
        for name in ("kind", "sector"):
            if chosen[name]:
                rows = rows.filter(**{name: chosen[name]})
        if chosen["state"] == "closed":
            rows = rows.filter(dissolved_on__lte=today())
        return rows
