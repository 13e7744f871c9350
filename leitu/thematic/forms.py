"""Shape and validity of input about thematic reports; the rules are in the actions."""

from django import forms
from django.utils.translation import gettext_lazy as _

from leitu.core import text
from leitu.core.fields import CleanChar


class LongText(forms.CharField):
    """Several paragraphs without what nobody can see."""

    def to_python(self, value: object) -> str:
        return text.clean_lines(super().to_python(value) or "")


class ReportForm(forms.Form):
    """Title and text of a draft."""

    title = CleanChar(label=_("标题"), max_length=120)
    text = LongText(label=_("内容"), max_length=8000, widget=forms.Textarea(attrs={"rows": 24}))


class RemarkForm(forms.Form):
    """What the superior says to it."""

    remark = CleanChar(
        label=_("意见"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("可以不写。写了就给报送的党组织记一件事，办到销号为止。"),
    )
