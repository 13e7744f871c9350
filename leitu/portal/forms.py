"""What the search pages ask for."""

from django import forms
from django.utils.translation import gettext_lazy as _

from leitu.core.fields import IdNumberField


class IdNumberForm(forms.Form):
    """An identity number, whole: a part of one finds nobody."""

    number = IdNumberField(
        label=_("公民身份证号"),
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "text"}),
        help_text=_("18 位，要完整。号码不会出现在网址和日志里。"),
    )
