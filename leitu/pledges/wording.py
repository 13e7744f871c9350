"""What pages say about pledges."""

from django.utils.translation import gettext_lazy as _

from leitu.pledges.models import PledgeLine
from leitu.ui.parts import Text

STANDING_WORDS = {
    "unsigned": _("还没签"),
    "waiting": _("待会签"),
    "countersigned": _("已会签"),
    "settled": _("已对账"),
}
MARKS = {"": "upcoming", "done": "met", "partly": "due_soon", "not_done": "overdue"}
"""Outcome -> the shape and tone of a mark; the word is the outcome's own."""


def standing_word(state: str) -> Text:
    """One of ``queries.STANDINGS`` in words."""
    return STANDING_WORDS[state]


def line_state(line: PledgeLine) -> tuple[str, str]:
    """The mark of a line and its word: ● 做到."""
    return MARKS[line.outcome], str(line.get_outcome_display()) if line.outcome else str(_("还没对账"))
