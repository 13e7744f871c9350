import datetime as dt
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from leitu.audit.models import Entry
from leitu.audit.sentences import areas
from leitu.core.fields import CleanChar
from leitu.oversight import queries


class EntryFilter(forms.Form):
    """Who, what, where, when."""

    who = forms.CharField(label=_("谁"), required=False, max_length=60)
    area = forms.ChoiceField(label=_("哪方面"), required=False)
    unit = forms.CharField(label=_("党组织"), required=False, max_length=60)
    since = forms.DateField(label=_("从"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("到"), required=False, widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, data: Any = None, *, tenant_id: int = 0) -> None:
        super().__init__(data)
        self.tenant_id = tenant_id
        field: Any = self.fields["area"]
        field.choices = [("", _("全部")), *areas()]

    def filter(self, rows: "QuerySet[Entry]") -> "QuerySet[Entry]":
        chosen = self.cleaned_data
        if chosen["who"]:
            rows = queries.by_whom(rows, self.tenant_id, chosen["who"])
        if chosen["area"]:
            rows = rows.filter(verb__startswith=f"{chosen['area']}.")
        if chosen["unit"]:
            rows = queries.at_units(rows, self.tenant_id, chosen["unit"])
        if chosen["since"]:
            rows = rows.filter(at__gte=queries.midnight(chosen["since"]))
        if chosen["until"]:
            rows = rows.filter(at__lt=queries.midnight(chosen["until"]) + dt.timedelta(days=1))
        return rows


class HeadForm(forms.Form):
    """A head from outside, where somebody has one at hand."""

    head = CleanChar(
        label=_("手里的链头"),
        required=False,
        max_length=120,
        help_text=_("会议记录、月报末尾或邮件里的那一行，例如 12-345-9f3c-0a1b-77de-4c02。可以不填。"),
    )


class AccountFilter(forms.Form):
    state = forms.ChoiceField(
        label=_("状态"),
        choices=[("", _("全部")), ("active", _("启用")), ("closed", _("停用")), ("unused", _("没有登录过"))],
        required=False,
    )

    def filter(self, rows: "QuerySet[Any]") -> "QuerySet[Any]":
        asked = {"active": {"is_active": True}, "closed": {"is_active": False}, "unused": {"last_used__isnull": True}}
        return rows.filter(**asked.get(self.cleaned_data["state"], {}))
