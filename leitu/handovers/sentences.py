"""What entries about handovers say."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "handovers.begin": _("开始交接，由 %(to)s 接收"),
    "handovers.write": _("写明资料和要交代的事"),
    "handovers.give": _("移交确认（%(stand_in)s）"),
    "handovers.take": _("接收确认，%(matters)s 件没办完的事转到名下"),
    "handovers.withdraw": _("撤回交接"),
}
