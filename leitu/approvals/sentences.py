"""What entries about asks say."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "approvals.ask": _("请示：%(object)s，理由：%(reason)s"),
    "approvals.approve": _("同意了%(asker)s的请示：%(object)s"),
    "approvals.refuse": _("没有同意%(asker)s的请示：%(object)s，原因：%(answer)s"),
    "approvals.withdraw": _("撤回请示：%(object)s"),
    "approvals.use": _("按批准办理：%(object)s（%(approver)s批准）"),
}
