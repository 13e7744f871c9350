"""Shape of what is said of a workplace; the rules are in the actions."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leitu.core.clock import today
from leitu.core.fields import CleanChar, NameChar, day_field
from leitu.coverage.models import Workplace
from leitu.orgs.models import Unit

MOST = 1_000_000


def by_code_or_name(tenant_id: int, typed: str) -> Unit | None:
    """The one unit of today with that code or full name. Raises ValidationError when there are several, or none."""
    if not typed:
        return None
    rows = Unit.objects.filter(Q(code=typed) | Q(name=typed), tenant_id=tenant_id).existing_on(today())
    found: list[Unit] = list(rows[:2])
    if len(found) == 1:
        return found[0]
    raise ValidationError(_("有不止一个党组织叫这个名称，请填代码。") if found else _("没有代码或全称是这个的党组织。"))


class WorkplaceForm(forms.Form):
    needs_actor = True

    name = NameChar(label=gettext_lazy("单位名称"), max_length=200)
    kind = forms.ChoiceField(label=gettext_lazy("类别"), choices=Workplace.Kind.choices, initial="enterprise")
    staff = forms.IntegerField(label=gettext_lazy("从业人员"), min_value=0, max_value=MOST, initial=0)
    members = forms.IntegerField(label=gettext_lazy("其中党员"), min_value=0, max_value=MOST, initial=0)
    way = forms.ChoiceField(label=gettext_lazy("覆盖方式"), choices=Workplace.Way.choices, initial="blank")
    organisation = CleanChar(
        label=gettext_lazy("覆盖它的党组织"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("代码或全称。单独建立、联合覆盖的必填。"),
    )
    officer_name = NameChar(label=gettext_lazy("党建联络员"), max_length=100, required=False)
    plan = CleanChar(label=gettext_lazy("打算怎么覆盖"), max_length=500, required=False)
    plan_on = day_field(gettext_lazy("计划完成日期"), required=False)
    credit_code = CleanChar(label=gettext_lazy("统一社会信用代码"), max_length=18, required=False)

    def __init__(self, *args: Any, actor: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor

    def clean_organisation(self) -> Unit | None:
        return by_code_or_name(self.actor.tenant_id, self.cleaned_data["organisation"])


class CloseForm(forms.Form):
    on = day_field(gettext_lazy("从哪天起"), initial=today)
    reason = CleanChar(label=gettext_lazy("原因"), max_length=200)


class WorkplaceFilter(forms.Form):
    kind = forms.ChoiceField(
        label=gettext_lazy("类别"), choices=[("", gettext_lazy("全部类别")), *Workplace.Kind.choices], required=False
    )
    way = forms.ChoiceField(
        label=gettext_lazy("覆盖方式"), choices=[("", gettext_lazy("全部")), *Workplace.Way.choices], required=False
    )
    state = forms.ChoiceField(
        label=gettext_lazy("状态"),
        choices=[
            ("", gettext_lazy("现有")),
            ("unplanned", gettext_lazy("空白、没有计划")),
            ("late", gettext_lazy("空白、计划已过期")),
            ("closed", gettext_lazy("已注销或迁出")),
        ],
        required=False,
    )
    unit = forms.CharField(required=False, widget=forms.HiddenInput)

    def filter(self, rows: "QuerySet[Any, Any]") -> "QuerySet[Any, Any]":
        chosen, blank = self.cleaned_data, Workplace.Way.BLANK
        for name in ("kind", "way"):
            if chosen.get(name):
                rows = rows.filter(**{name: chosen[name]})
        if chosen.get("state") == "unplanned":
            rows = rows.filter(way=blank, plan_on__isnull=True)
        if chosen.get("state") == "late":
            rows = rows.filter(way=blank, plan_on__lt=today())
        return rows.filter(closed_on__isnull=chosen.get("state") != "closed")
