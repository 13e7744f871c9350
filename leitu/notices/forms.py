from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from leitu.notices.models import Channel, Kind


def time_field(label: Any, **more: Any) -> forms.TimeField:
    """A time of day that the browser offers to pick."""
    return forms.TimeField(label=label, widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}), **more)


class RemindForm(forms.Form):
    """Of what, and in which words. ``offered`` are (code, label) of what may be chosen."""

    norms = forms.MultipleChoiceField(label=_("提醒哪几项"), widget=forms.CheckboxSelectMultiple)
    words = forms.CharField(
        label=_("说一句"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("写能帮上什么，对方在通知里看得到。七天之内同一项只能提醒一次。"),
    )

    def __init__(self, *args: Any, offered: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["norms"].choices = offered  # type: ignore[attr-defined]


class PreferenceForm(forms.Form):
    wants_digest = forms.BooleanField(label=_("每天给我一份汇总"), required=False)
    email = forms.EmailField(
        label=_("电子邮箱"),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text=_("不填就只在这里看。汇总里没有姓名、地点和内容。"),
    )
    digest_at = time_field(_("什么时候送"))
    quiet_from = time_field(_("免打扰，从"))
    quiet_until = time_field(_("到第二天"), help_text=_("法定节假日不送，节后补上。"))
    muted = forms.MultipleChoiceField(
        label=_("不放进汇总的"), required=False, choices=Kind.choices, widget=forms.CheckboxSelectMultiple
    )


class ChannelForm(forms.Form):
    service = forms.ChoiceField(label=_("哪一种群"), choices=Channel.Service.choices)
    label = forms.CharField(label=_("名称"), max_length=60, required=False, help_text=_("例如“支部党员群”。"))
    key = forms.CharField(
        label=_("机器人密钥"),
        max_length=260,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("只要机器人地址里最后那一段。保存以后不再显示。"),
    )
