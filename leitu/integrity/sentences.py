"""What entries of the discipline line say: that something was done, never what it is about."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "integrity.add_risk": _("登记了一个廉政风险点"),
    "integrity.change_risk": _("修改了一个廉政风险点"),
    "integrity.retire_risk": _("撤销了一个廉政风险点"),
    "integrity.check_risk": _("检查了一个廉政风险点"),
    "integrity.look_at_risk": _("查看了一个廉政风险点"),
    "integrity.enter_ruling": _("登记了一份决定"),
    "integrity.look_at_ruling": _("查看了一份决定，用途：%(purpose)s"),
    "integrity.revoke_ruling": _("撤销了一份决定"),
    "integrity.appeal": _("对一份决定提出申诉"),
    "integrity.answer_appeal": _("答复了一份申诉"),
}
