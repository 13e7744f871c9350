"""Shape and validity of input about duties; the rules are in the actions."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from leitu.core.fields import CleanChar, day_field
from leitu.norms.duty import State
from leitu.norms.models import Waiver


class DutyFilter(forms.Form):
    """The filters of the list of duties; a value that is not understood is passed over."""

    norm = forms.ChoiceField(label=_("制度"), required=False)
    state = forms.ChoiceField(label=_("状态"), choices=[("", _("全部状态")), *State.choices], required=False)
    since = day_field(_("从哪天起"), required=False)
    on = day_field(_("截至哪天"), required=False)
    unit = forms.CharField(required=False, widget=forms.HiddenInput)
    below = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, Any], titles: Mapping[str, str]) -> None:
        super().__init__(data)
        self.fields["norm"].choices = [("", _("全部制度")), *titles.items()]  # type: ignore[attr-defined]


class WaiveForm(forms.Form):
    ground = forms.ChoiceField(label=_("事由"), choices=Waiver.Ground.choices)
    reason = CleanChar(
        label=_("理由"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("写明为什么这一期可以不办，本级和下级都看得到。"),
    )


class RemarkForm(forms.Form):
    text = CleanChar(
        label=_("备注"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("一句话：为什么晚了，需要什么帮助。"),
    )
