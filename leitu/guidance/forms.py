"""Shape and validity of input about guidance; the rules are in the actions."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from leitu.core.clock import today
from leitu.core.fields import CleanChar, day_field, sentence
from leitu.guidance import queries
from leitu.guidance.models import Liaison, Visit, WeakUnitCase
from leitu.orgs.models import Unit
from leitu.people.models import Person

LIGHTS = [
    ("", _("全部")),
    ("overdue", _("超期")),
    ("due_soon", _("临期")),
    ("upcoming", _("未到期")),
    ("met", _("已联系")),
]


class LiaisonFilter(forms.Form):
    """What the matrix is narrowed by."""

    kind = forms.ChoiceField(label=_("类别"), choices=[("", _("全部")), *Liaison.Kind.choices], required=False)
    light = forms.ChoiceField(label=_("联系情况"), choices=LIGHTS, required=False)

    def filter(self, rows: "QuerySet[Any, Any]") -> "QuerySet[Any, Any]":
        kind, light = self.cleaned_data.get("kind"), self.cleaned_data.get("light")
        if kind:
            rows = rows.filter(kind=kind)
        if light:
            day = today()
            rows = rows.filter(pk__in=[one.pk for one in rows if queries.light(one, day) == light])
        return rows


class CaseFilter(forms.Form):
    """What the list of weak branches is narrowed by."""

    state = forms.ChoiceField(
        label=_("状态"), choices=[("", _("在列的")), ("all", _("全部")), *WeakUnitCase.State.choices], required=False
    )

    def filter(self, rows: "QuerySet[Any, Any]") -> "QuerySet[Any, Any]":
        state = self.cleaned_data.get("state")
        return rows if not state or state == "all" else rows.filter(state=state)


class AssignForm(forms.Form):
    """Who looks after which branch, and how often he should be there."""

    person = forms.ModelChoiceField(label=_("联系人"), queryset=Person.objects.none())
    unit = forms.ModelChoiceField(
        label=_("联系哪个党支部"),
        queryset=Unit.objects.none(),
        help_text=_("软弱涣散的、还没有人联系的排在前面。"),
    )
    kind = forms.ChoiceField(label=_("类别"), choices=Liaison.Kind.choices, initial=Liaison.Kind.LEADER)
    pace = forms.ChoiceField(
        label=_("联系频次"),
        choices=Liaison.Pace.choices,
        initial=Liaison.Pace.QUARTER,
        help_text=_("公开的规定没有统一次数，由本级自己定。"),
    )
    note = CleanChar(
        label=_("为什么是这个支部"), max_length=200, required=False, help_text=_("分管、就近或者薄弱，写一句。")
    )

    def __init__(self, *args: Any, from_unit: Unit | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        if from_unit is not None:
            fields["person"].queryset = queries.leaders_of(from_unit)
            fields["unit"].queryset = queries.branches_below(from_unit)


class VisitForm(forms.Form):
    """Three taps: what was done, and send. Everything else may stay empty."""

    tags = forms.MultipleChoiceField(
        label=_("做了什么"),
        choices=Visit.Tag.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("点一下做了什么。")},
    )
    on = day_field(_("日期"))
    text = sentence(_("情况"), spoken=True, required=False, help_text=_("可不写。手机上可以用输入法的语音。"))
    promise = sentence(
        _("答应帮支部办的事"),
        spoken=True,
        required=False,
        help_text=_("可不写。写了就挂上派出单位的账，办成了由上级销号。"),
    )
    promised_until = day_field(_("什么时候办成"), required=False, help_text=_("不填就是三十天以内。"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = today()


class ReasonForm(forms.Form):
    """One sentence why."""

    reason = sentence(_("原因"))


class EndForm(forms.Form):
    """One short sentence why."""

    reason = CleanChar(label=_("原因"), max_length=200)


class ListUnitForm(forms.Form):
    """The judgement."""

    reason = sentence(_("凭什么这样判断"), help_text=_("由人判断，写看到的情况；下面的数字只作参考。"))


class PlanForm(forms.Form):
    """One branch, one plan."""

    plan = CleanChar(label=_("整顿方案"), max_length=2000, widget=forms.Textarea(attrs={"rows": 8}))
    due_on = day_field(_("整顿期限"))


class EffectForm(forms.Form):
    """What is different now."""

    effect = sentence(_("成效"), help_text=_("一句话，不用传材料；数字系统会自己对照。"))


class FindingForm(forms.Form):
    """What the superior saw."""

    finding = sentence(_("验收意见"))


class MissingForm(forms.Form):
    """What is still missing."""

    reason = sentence(_("还差什么"))
