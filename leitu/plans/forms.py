"""Shape and validity of input about plans; the rules are in the actions."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from leitu.core.fields import day_field, sentence
from leitu.plans.actions.writing import LONGEST
from leitu.plans.models import PlanLine

FIRST_YEAR, LAST_YEAR = 2000, 2100


class LineForm(forms.Form):
    """What, how well, by when."""

    title = sentence(_("做什么"), LONGEST)
    standard = sentence(_("做到什么样"), LONGEST, help_text=_("别人一看就能判断。"))
    due_on = day_field(_("什么时候以前"))


class IssueForm(forms.Form):
    """Which lines."""

    lines = forms.ModelMultipleChoiceField(
        label=_("要挂账的"),
        queryset=PlanLine.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("请勾选要挂账的。")},
    )

    def __init__(self, *args: Any, rows: "QuerySet[Any, Any] | None" = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["lines"].queryset = PlanLine.objects.none() if rows is None else rows


class PlanFilter(forms.Form):
    """What the list of plans is narrowed by."""

    state = forms.ChoiceField(
        label=_("计划"),
        choices=[("", _("全部")), ("with", _("有自己的计划")), ("without", _("还没有"))],
        required=False,
    )
    year = forms.IntegerField(widget=forms.HiddenInput, min_value=FIRST_YEAR, max_value=LAST_YEAR, required=False)

    def filter(self, rows: "QuerySet[Any, Any]") -> "QuerySet[Any, Any]":
        state = self.cleaned_data["state"]
        if not state:
            return rows
        return rows.filter(own__gt=0) if state == "with" else rows.filter(own=0)
