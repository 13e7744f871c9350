"""What the search pages ask for."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from leitu.core.clock import today
from leitu.core.fields import CleanChar
from leitu.core.idnumber import InvalidIdNumber, parse


class IdNumberForm(forms.Form):
    """An identity number, whole: a part of one finds nobody."""

    number = CleanChar(
        label=_("公民身份证号"),
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "text"}),
        help_text=_("18 位，要完整。号码不会出现在网址和日志里。"),
    )

    def clean_number(self) -> str:
        try:
            return parse(self.cleaned_data["number"], today=today()).number
        except InvalidIdNumber:
            raise ValidationError(_("这不是一个有效的身份证号，请核对。")) from None
