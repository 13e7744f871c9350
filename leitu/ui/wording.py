"""Django's own complaints about fields, in the words of people who do not know what a field is."""

from django import forms
from django.utils.translation import gettext_lazy as _


def use_plain_words() -> None:
    """Replace the messages that all forms inherit; a form's own ``error_messages`` still win."""
    forms.Field.default_error_messages["required"] = _("这一项还没填。")
    forms.DateField.default_error_messages["invalid"] = _("日期看不懂，请写成 2026-11-26 这样。")
    forms.TimeField.default_error_messages["invalid"] = _("时间看不懂，请写成 19:00 这样。")
    forms.DateTimeField.default_error_messages["invalid"] = _("时间看不懂，请写成 2026-11-26 19:00 这样。")
    forms.IntegerField.default_error_messages["invalid"] = _("请填整数。")
    forms.ChoiceField.default_error_messages["invalid_choice"] = _("请从列出的里面选一项。")
    forms.ModelChoiceField.default_error_messages["invalid_choice"] = _("请从列出的里面选一项。")
    forms.FileField.default_error_messages["empty"] = _("这个文件是空的，请换一个。")
