"""What entries about changes of the tree say."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "changes.prepare": _("拟办%(label)s，自 %(on)s 起"),
    "changes.schedule": _("确认%(label)s，到 %(on)s 自动办理"),
    "changes.carry_out": _("办理%(label)s，自 %(on)s 起（依据：%(basis)s）"),
    "changes.carry_out_failed": _("%(label)s没有办成：%(reason)s"),
    "changes.hand_over": _("随组织调整由%(before)s转给%(to)s"),
    "changes.withdraw": _("撤回%(label)s"),
    "changes.undo": _("%(label)s恢复原状"),
}
