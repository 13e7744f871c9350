"""What entries about guidance say."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "guidance.assign": _("由 %(name)s 联系 %(to)s（%(pace)s）"),
    "guidance.end": _("结束联系，原因：%(reason)s"),
    "guidance.visit": _("%(on)s 联系指导：%(tags)s"),
    "guidance.remind": _("提醒联系人：%(due_on)s前还没有去"),
    "guidance.withdraw_visit": _("撤回 %(on)s 的联系指导"),
    "guidance.list_unit": _("列入软弱涣散党组织：%(reason)s"),
    "guidance.plan_case": _("写下整顿方案，期限 %(due_on)s"),
    "guidance.ask_acceptance": _("申请验收，成效：%(effect)s"),
    "guidance.accept": _("验收销号：%(finding)s"),
    "guidance.return_case": _("验收没有通过，还差：%(reason)s"),
    "guidance.withdraw_case": _("不再列入，原因：%(reason)s"),
}
