"""Shape and validity of input about floating members; the rules are in the actions."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from leitu.core.clock import today
from leitu.core.fields import CleanChar, day_field
from leitu.floating.models import Care, Contact
from leitu.orgs.choosing import BranchField
from leitu.orgs.models import Unit
from leitu.people.models import Person
from leitu.people.queries import candidates

STATES = [("", _("全部")), ("bare", _("没有联系人")), ("late", _("超期没联系")), ("fine", _("按时联系"))]


class FloatingFilter(forms.Form):
    """What the list is narrowed by."""

    state = forms.ChoiceField(label=_("联系情况"), choices=STATES, required=False)

    def filter(self, rows: "QuerySet[Any, Any]") -> "QuerySet[Any, Any]":
        state = self.cleaned_data.get("state")
        if state == "bare":
            return rows.filter(care__isnull=True)
        if state == "late":
            return rows.filter(next_on__lt=today())
        return rows.filter(next_on__gte=today()) if state == "fine" else rows


class ArrangeForm(forms.Form):
    """Who keeps in touch, how often, and where he takes part."""

    contact = forms.ModelChoiceField(
        label=_("联系人"), queryset=Person.objects.none(), help_text=_("本支部的一位党员。")
    )
    every_months = forms.IntegerField(
        label=_("几个月联系一次"),
        min_value=1,
        max_value=Care.MOST_MONTHS,
        initial=1,
        help_text=_("习惯上每月一次，至少半年一次。"),
    )
    host = BranchField(
        label=_("流入地的党支部"),
        required=False,
        help_text=_("本区域的填名称或代码，那边也看得到他；不在本区域就空着。"),
    )
    host_name = CleanChar(label=_("或者写流入地党组织"), max_length=200, required=False)

    def __init__(self, *args: Any, unit: Unit | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        if unit is not None:
            fields["host"].among(unit.tenant_id)
            fields["contact"].queryset = candidates(unit)


class FloatForm(ArrangeForm):
    """Where he went and since when, too."""

    destination = CleanChar(label=_("去了哪里"), max_length=200, help_text=_("省、市、县，大概在做什么。"))
    since = day_field(_("从哪天起"), initial=today)

    field_order = ("destination", "since", "contact", "every_months", "host", "host_name")


class ContactForm(forms.Form):
    """Two taps: how, and send."""

    way = forms.ChoiceField(label=_("怎么联系的"), choices=Contact.Way.choices, widget=forms.RadioSelect)
    on = day_field(_("日期"), initial=today)
    text = CleanChar(label=_("情况"), max_length=200, required=False, help_text=_("可不写。"))


class HomeForm(forms.Form):
    """Since when he is back."""

    on = day_field(_("从哪天起"), initial=today)
