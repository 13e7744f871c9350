"""What entries about norms say."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "norms.load_pack": _("载入制度包，版本 %(version)s"),
    "norms.switch_on": _("启用制度包"),
    "norms.switch_off": _("停用制度包"),
    "norms.waive": _("免办“%(norm)s”，事由：%(ground)s；理由：%(reason)s"),
    "norms.waive_many": _(
        "批量免办 %(units)s 个党组织 %(count)s 项（%(norms)s，%(since)s至%(until)s），事由：%(ground)s；理由：%(reason)s"
    ),
    "norms.withdraw_bulk": _("撤销批量免办，%(count)s 项重新计入"),
    "norms.withdraw_waiver": _("撤销免办"),
    "norms.remark": _("加了一条备注"),
}
