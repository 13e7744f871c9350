"""What is said about a pairing."""

from typing import Any

from django.utils.translation import gettext as _

from leitu.core.periods import BEGINNING
from leitu.ui.templatetags.dates import plain_day


def last_word(liaison: Any) -> str:
    """When somebody was there last."""
    if liaison.last_on == BEGINNING:
        return _("还没有联系过")
    return _("最近 %(day)s") % {"day": plain_day(liaison.last_on)}
