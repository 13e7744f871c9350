"""A sentence that an action is given, within its bounds."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

LONGEST = 500
"""Characters of a sentence, unless the action says otherwise."""


def within(text: str, field: str, most: int = LONGEST) -> str:
    """What was said, perhaps nothing. Raises ValidationError at ``field`` when it is longer than ``most``."""
    found = text.strip()
    if len(found) > most:
        raise ValidationError({field: _("最多 %(most)s 个字。") % {"most": most}})
    return found


def said(text: str, field: str, problem: Any, most: int = LONGEST) -> str:
    """What was said. Raises ValidationError at ``field``: ``problem`` when it is nothing, or that it is too long."""
    found = within(text, field, most)
    if not found:
        raise ValidationError({field: problem})
    return found
