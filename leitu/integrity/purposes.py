"""What a ruling may be looked at for. A choice, not a sentence: whatever is typed freely names people in the log."""

from django.utils.translation import gettext_lazy as _

from leitu.ui.parts import Text

PURPOSES: dict[str, Text] = {
    "handle": _("办理本案"),
    "appeal": _("复核申诉"),
    "clearance": _("出具廉政意见"),
    "inquiry": _("答复本人询问"),
    "correct": _("核对登记"),
}
