from django import forms
from django.utils.translation import gettext_lazy as _

from leitu.core.fields import CleanChar


class ReasonForm(forms.Form):
    reason = CleanChar(label=_("理由"), max_length=200, help_text=_("写给安全管理员看，一句话就够。"))
