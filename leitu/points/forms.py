"""Shape of input about points: only the text of a table; nobody enters points."""

from django import forms
from django.utils.translation import gettext_lazy as _


class TableForm(forms.Form):
    """A table as text."""

    text = forms.CharField(
        label=_("积分规则（YAML）"),
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "false"}),
        strip=False,
    )
