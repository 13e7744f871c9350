from django import forms
from django.utils.translation import gettext_lazy as _

from leitu.core.fields import CleanChar


class RefuseForm(forms.Form):
    answer = CleanChar(label=_("为什么不同意"), max_length=200, help_text=_("请示的同志会看到这句话。"))
