"""Shape and validity of input about duties; the rules are in the actions."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from leitu.core.fields import CleanChar, day_field
from leitu.norms.area import Area
from leitu.norms.duty import State
from leitu.norms.models import Waiver
from leitu.orgs.models import Unit


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


class AreaForm(forms.Form):
    """Which duties of which area; its choices are those of the actor."""

    unit = forms.ModelChoiceField(label=_("范围（含以下各级）"), queryset=Unit.objects.none(), empty_label=None)
    kind = forms.ChoiceField(label=_("只限这一类"), choices=[("", _("全部类别")), *Unit.Kind.choices], required=False)
    sector = forms.ChoiceField(
        label=_("只限这个领域"), choices=[("", _("全部领域")), *Unit.Sector.choices], required=False
    )
    norms = forms.MultipleChoiceField(label=_("免办哪些"), widget=forms.CheckboxSelectMultiple)
    since = day_field(_("从哪天"), help_text=_("这一段时间涉及的各期都在内：按月的到月，按季的到季。"))
    until = day_field(_("到哪天"))

    def __init__(self, *args: Any, areas: "QuerySet[Any, Any]", titles: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["unit"].queryset = areas
        fields["norms"].choices = list(titles.items())

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if self.errors:
            return found
        area = self.area()
        area.check()
        return found

    def area(self) -> Area:
        """What was chosen, once it is valid."""
        given = self.cleaned_data
        return Area(**{**given, "norms": tuple(given["norms"])})


class WaiverFilter(forms.Form):
    """The filters of the list of waivers."""

    ground = forms.ChoiceField(label=_("事由"), choices=[("", _("全部事由")), *Waiver.Ground.choices], required=False)
    state = forms.ChoiceField(
        label=_("状态"), choices=[("", _("现在有效")), ("withdrawn", _("已撤回")), ("all", _("全部"))], required=False
    )
    unit = forms.CharField(required=False, widget=forms.HiddenInput)
    bulk = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def filter(self, rows: "QuerySet[Any]") -> "QuerySet[Any]":
        given = self.cleaned_data
        if given["ground"]:
            rows = rows.filter(ground=given["ground"])
        return rows.filter(bulk_id=given["bulk"]) if given["bulk"] else rows


class RemarkForm(forms.Form):
    text = CleanChar(
        label=_("备注"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("一句话：为什么晚了，需要什么帮助。"),
    )
