"""A sentence, within its bounds."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MOST = 1000


def said(text: str, field: str, problem: Any, most: int = MOST) -> str:
    """Raises ValidationError with ``problem`` at ``field`` when there is nothing, or too much."""
    found = text.strip()
    if not found:
        raise ValidationError({field: problem})
    if len(found) > most:
        raise ValidationError({field: _("最多 %(most)s 个字。") % {"most": most}})
    return found
