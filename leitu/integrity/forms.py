"""Shape and validity of input of the discipline line; the rules are in the actions."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from leitu.core.clock import today
from leitu.core.fields import CleanChar, day_field
from leitu.integrity import policies, queries
from leitu.integrity.lists import BRANCH_FORM, areas, ways
from leitu.integrity.lists import forms as four_forms
from leitu.integrity.models import Appeal, RiskCheck
from leitu.integrity.purposes import PURPOSES
from leitu.orgs.access import at_or_above
from leitu.orgs.kinds import branch_kinds
from leitu.orgs.models import Unit
from leitu.people.models import Person

LOCAL = {"autocomplete": "off"}
"""What is sealed in the database does not stay in the browser either: no local draft, no conflict page."""


def sealed_text(label: Any, rows: int = 2, most: int = 500, **more: Any) -> CleanChar:
    """A box whose text is sealed."""
    return CleanChar(label=label, max_length=most, widget=forms.Textarea(attrs={"rows": rows, **LOCAL}), **more)


def sealed_line(label: Any, most: int, **more: Any) -> CleanChar:
    """A line whose text is sealed."""
    return CleanChar(label=label, max_length=most, widget=forms.TextInput(attrs=LOCAL), **more)


class RiskFilter(forms.Form):
    """What the list of points is narrowed by."""

    state = forms.ChoiceField(
        label=_("今年的检查"), choices=[("", _("全部")), ("due", _("还没检查")), ("done", _("已检查"))], required=False
    )
    area = forms.ChoiceField(label=_("领域"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: Any = self.fields["area"]
        choices.choices = [("", _("全部")), *areas().items()]

    def filter(self, rows: "QuerySet[Any, Any]") -> "QuerySet[Any, Any]":
        state, area = self.cleaned_data.get("state"), self.cleaned_data.get("area")
        if state:
            rows = rows.filter(is_due=state == "due")
        return rows.filter(area=area) if area else rows


class RiskForm(forms.Form):
    """Where, what, how it is prevented, and who answers for that."""

    area = forms.ChoiceField(label=_("领域"))
    risk = sealed_text(_("风险在哪里"))
    measure = sealed_text(_("怎么防"))
    holder = sealed_line(_("责任岗位"), 60, help_text=_("写岗位，不写人名：换了人，责任还在。"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: Any = self.fields["area"]
        choices.choices = list(areas().items())


class CheckForm(forms.Form):
    """What the yearly check found."""

    outcome = forms.ChoiceField(label=_("检查结果"), choices=RiskCheck.Outcome.choices, widget=forms.RadioSelect)
    text = sealed_text(_("看了什么"), most=1000)
    finding = CleanChar(
        label=_("要整改什么"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs=LOCAL),
        help_text=_("发现问题时才写。这一句会挂到问题清单，大家看得到，所以不写人名和细节；清单上不会说它从哪里来。"),
    )
    on = day_field(_("检查日期"), required=False)

    def clean_on(self) -> Any:
        return self.cleaned_data.get("on") or today()


class RulingForm(forms.Form):
    """What was decided. The choices depend on whom it concerns and on who enters it."""

    subject = forms.ModelChoiceField(
        label=_("对象"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=_("这个党组织本身"),
        help_text=_("不选人，就是对这个党组织的。"),
    )
    by_unit = forms.ModelChoiceField(label=_("作出决定的组织"), queryset=Unit.objects.none(), empty_label=None)
    way = forms.ChoiceField(label=_("方式"))
    number = CleanChar(label=_("案号"), max_length=40, help_text=_("照文书上的编号写。"))
    decided_on = day_field(_("决定日期"))
    told_on = day_field(_("告知本人日期"), help_text=_("申诉期限从这一天算起。"))
    ground = sealed_line(_("依据"), 200, help_text=_("哪个规定、哪一条。"))
    decision = sealed_text(_("决定"), 3, 1000)
    reason = sealed_text(
        _("为什么"), 3, 1000, help_text=_("写人作出的判断和事实。系统不按分数、也不按次数建议处理谁。")
    )

    def __init__(self, *args: Any, actor: Any = None, unit: Unit | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        own = (
            [] if unit is None else [one for one in policies.own_units(actor) if one.pk in at_or_above(actor, unit.pk)]
        )
        is_branch = bool(own) and all(one.kind in [*branch_kinds(), Unit.Kind.GROUP] for one in own)
        fields["way"].choices = [
            (name, [(way.code, way.name) for way in ways().values() if way.form == number])
            for number, name in four_forms().items()
            if number == BRANCH_FORM or not is_branch
        ]
        if unit is not None:
            keys = [one.pk for one in own]
            fields["by_unit"].queryset = Unit.objects.filter(tenant_id=unit.tenant_id, pk__in=keys).order_by("pk")
            fields["by_unit"].initial = keys[0] if keys else None
            fields["subject"].queryset = queries.concerned(unit, today())


class PurposeForm(forms.Form):
    """Why somebody looks."""

    purpose = forms.ChoiceField(label=_("用途"), choices=list(PURPOSES.items()), widget=forms.RadioSelect)


class RevokeForm(forms.Form):
    """Why it does not hold any more."""

    reason = sealed_text(_("为什么撤销"), 3)


class AppealForm(forms.Form):
    """What is said against a ruling."""

    text = sealed_text(_("不服的理由"), 6, 2000)


class AnswerForm(forms.Form):
    """What was decided about an appeal."""

    outcome = forms.ChoiceField(label=_("处理结果"), choices=Appeal.Outcome.choices, widget=forms.RadioSelect)
    answer = sealed_text(_("答复和理由"), 6, 2000, help_text=_("变更的，写明变更成什么。本人看得到。"))
