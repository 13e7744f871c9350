"""Shape and validity of input about transfers; the rules are in the actions."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from leitu.core.clock import today
from leitu.core.fields import CleanChar, IdNumberField, NameChar, day_field
from leitu.orgs.choosing import BranchField
from leitu.people.codes import nation
from leitu.people.models import Person
from leitu.transfers import clocks, queries
from leitu.transfers.models import Transfer

STATES = [("", _("在办的")), ("late", _("超期的")), ("all", _("全部")), *Transfer.State.choices]


def sentence(label: Any, **more: Any) -> CleanChar:
    """One sentence, in a box that shows all of it."""
    return CleanChar(label=label, max_length=500, widget=forms.Textarea(attrs={"rows": 2}), **more)


class MonthField(CleanChar):
    """A month as browsers type it (2026-10), or nothing; its value is the first day."""

    def __init__(self, **more: Any) -> None:
        super().__init__(max_length=7, widget=forms.TextInput(attrs={"type": "month"}), required=False, **more)

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        if not typed:
            return None
        try:
            return dt.datetime.strptime(typed, "%Y-%m").date()  # noqa: DTZ007 - a month of the calendar
        except ValueError as wrong:
            raise ValidationError(_("请写成 2026-10 这样的年月。")) from wrong


class DistrictField(CleanChar):
    """Another district of this installation by its code or full name, as its people say it; none is ever listed."""

    def __init__(self, **more: Any) -> None:
        super().__init__(max_length=200, **more)

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        if not typed:
            return None
        found = queries.district_called(typed)
        if found is None:
            raise ValidationError(_("本系统里没有这个区域。不在本系统的，这一格空着，开纸质介绍信。"))
        return found


class TransferFilter(forms.Form):
    """What the list is narrowed by; without a state those that are under way."""

    side = forms.ChoiceField(label=_("方向"), choices=[("", _("全部")), *Transfer.Side.choices], required=False)
    state = forms.ChoiceField(label=_("状态"), choices=STATES, required=False)

    def filter(self, rows: Any) -> "QuerySet[Any, Any]":
        side, state = self.cleaned_data.get("side"), self.cleaned_data.get("state")
        if side:
            rows = rows.filter(side=side)
        if state == "late":
            return rows.under_way().filter(due_on__lt=today())
        if state and state != "all":
            return rows.filter(state=state)
        return rows if state else rows.under_way()


class AskForm(forms.Form):
    """Where to, and why. One of the three ways is filled in."""

    to = BranchField(
        label=_("转到本区域的党支部"), required=False, help_text=_("名称或者党组织代码。转到别处的，这一格空着。")
    )
    tenant = DistrictField(
        label=_("转到本系统的其他区域"),
        required=False,
        help_text=_("对方也用本系统的，照对方说的区域代码或全称填，介绍信直接送到；不是就空着。"),
    )
    to_name = CleanChar(
        label=_("那边的党组织"), max_length=200, required=False, help_text=_("转到别处的，照对方说的名称写。")
    )
    reason = forms.ChoiceField(label=_("转接原因"), choices=Transfer.Reason.choices)
    dues_until = MonthField(label=_("党费交至"), help_text=_("哪个月。可以等开介绍信时再填。"))
    note = CleanChar(label=_("说明"), max_length=200, required=False)

    def __init__(self, *args: Any, tenant_id: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["to"].among(tenant_id)

    def clean(self) -> dict[str, Any]:
        asked: dict[str, Any] = super().clean() or {}
        if "to" not in self.errors and not asked.get("to") and not asked.get("to_name"):
            self.add_error("to", _("请写清楚转到哪里。"))
        if asked.get("to") and (asked.get("to_name") or asked.get("tenant")):
            self.add_error("to", _("本区域的和别处的，只填一样。"))
        return asked


class IssueForm(forms.Form):
    """How long the letter is good, and until which month dues are paid."""

    valid_days = forms.IntegerField(
        label=_("有效天数"),
        min_value=1,
        max_value=clocks.most_letter_days(),
        help_text=_("市内一般十天，出市三十天，最长三个月。"),
    )
    dues_until = MonthField(label=_("党费交至"))


class RenewForm(forms.Form):
    """How long the new letter is good."""

    valid_days = forms.IntegerField(label=_("有效天数"), min_value=1, max_value=clocks.most_letter_days(), initial=30)


class RefuseForm(forms.Form):
    """Why not: a reason of the list, and a sentence."""

    refusal = forms.ChoiceField(label=_("原因"), choices=Transfer.Refusal.choices, widget=forms.RadioSelect)
    text = sentence(_("具体情况"), help_text=_("上级据此裁定，对方和本人都看得到。"))


class JudgeForm(forms.Form):
    """Why it is judged so."""

    text = sentence(_("裁定理由"))


class RecallForm(forms.Form):
    """Why it is taken back."""

    reason = sentence(_("为什么撤回"))


class RouteForm(forms.Form):
    """Which branch receives."""

    to = BranchField(label=_("由哪个党支部接收"), help_text=_("名称或者党组织代码。"))

    def __init__(self, *args: Any, tenant_id: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["to"].among(tenant_id)


class SlipForm(forms.Form):
    """What the return slip says."""

    on = day_field(_("对方接收的日期"))
    received_by = CleanChar(label=_("接收的党组织"), max_length=200, help_text=_("照回执写。"))


class EnterLetterForm(forms.Form):
    """What the paper says."""

    name = NameChar(label=_("姓名"), max_length=100)
    id_number = IdNumberField(
        label=_("公民身份证号"), max_length=32, required=False, help_text=_("出生日期和性别由号码推出。")
    )
    from_name = CleanChar(label=_("原来的党组织"), max_length=200)
    number = CleanChar(label=_("介绍信编号"), max_length=60)
    issued_on = day_field(_("开具日期"))
    valid_days = forms.IntegerField(label=_("有效天数"), min_value=1, max_value=clocks.LONGEST, initial=30)
    joined_on = day_field(_("加入党组织日期"))
    full_on = day_field(_("转为正式党员日期"), required=False, help_text=_("预备党员不填。"))
    dues_until = MonthField(label=_("党费交至"))
    reason = forms.ChoiceField(label=_("转接原因"), choices=Transfer.Reason.choices, initial=Transfer.Reason.WORK)
    sex = forms.ChoiceField(label=_("性别"), choices=Person.Sex.choices, required=False)
    nation = forms.ChoiceField(label=_("民族"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["nation"].choices = [("", _("未填")), *((one.code, one.name) for one in nation)]
        fields["id_number"].widget.attrs["autocomplete"] = "off"

    def clean_sex(self) -> str:
        return self.cleaned_data["sex"] or Person.Sex.UNKNOWN
