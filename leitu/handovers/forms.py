"""Shape of what is said at a handover; the rules are in the actions."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from leitu.core.fields import CleanChar
from leitu.handovers import queries
from leitu.handovers.models import Handover
from leitu.people.models import Person, Post

LINES = forms.Textarea(attrs={"rows": 3})


class WriteForm(forms.Form):
    papers = CleanChar(
        label=_("资料在哪里"),
        max_length=1000,
        required=False,
        widget=LINES,
        help_text=_("会议记录本、党员档案、印章、钥匙、党费账目放在哪里，谁保管。"),
    )
    note = CleanChar(label=_("要特别交代的"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2}))


class BeginForm(WriteForm):
    taker = forms.ModelChoiceField(label=_("接收人"), queryset=Person.objects.none())
    field_order = ("taker", "papers", "note")

    def __init__(self, *args: Any, post: Post, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["taker"]
        field.queryset = queries.takers(post)


class GiveForm(forms.Form):
    reason = CleanChar(label=_("为什么不是本人移交"), max_length=200, required=False)


class HandoverFilter(forms.Form):
    state = forms.ChoiceField(label=_("状态"), choices=[("", _("全部")), *Handover.State.choices], required=False)

    def filter(self, rows: "QuerySet[Any, Any]") -> "QuerySet[Any, Any]":
        state = self.cleaned_data.get("state")
        return rows.filter(state=state) if state else rows
