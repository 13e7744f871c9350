"""What entries about matters say."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "matters.note": _("记下一条%(kind)s"),
    "matters.change": _("补充内容"),
    "matters.publish": _("公布挂账：%(due_on)s前，责任人 %(name)s，考核单位 %(reviewer)s"),
    "matters.set_aside": _("不挂账，原因：%(reason)s"),
    "matters.take_up": _("重新记入清单"),
    "matters.begin": _("开始办理"),
    "matters.progress": _("写进展：%(text)s"),
    "matters.request_close": _("申请销号，成效：%(effect)s"),
    "matters.extend": _("申请延期到 %(due_on)s，原因：%(reason)s"),
    "matters.assign": _("责任人改为 %(name)s"),
    "matters.involve": _("请 %(unit)s 协办：%(part)s"),
    "matters.split": _("下发分项“%(title)s”，%(count)s 个党组织"),
    "matters.link_evidence": _("关联佐证：%(text)s"),
    "matters.close": _("核查销号，成效：%(effect)s"),
    "matters.send_back": _("退回，还差：%(reason)s"),
    "matters.reopen": _("重新挂账，原因：%(reason)s"),
    "matters.answer_extension": _("答复延期：%(answer)s（原定 %(before)s，改到 %(due_on)s）"),
    "matters.remind_due": _("到期提醒：%(due_on)s"),
    "matters.hand_over": _("移交 %(to)s，原因：%(reason)s"),
}
