"""What entries about persons, memberships and posts say."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "people.register_member": _("登记党员 %(object)s"),
    "people.correct_person": _("修改个人信息"),
    "people.reveal": _("查看了完整的%(item)s，原因：%(reason)s"),
    "people.exempt": _("登记免于硬性要求，自 %(since)s 起"),
    "people.end_exemption": _("自 %(on)s 起不再免于硬性要求"),
    "people.correct_membership": _("修改党籍信息"),
    "people.end_membership": _("自 %(on)s 起从本支部减少：%(note)s"),
    "people.suspend": _("自 %(since)s 起停止党籍：%(note)s"),
    "people.lift_suspension": _("自 %(on)s 起恢复党籍"),
    "people.appoint": _("%(object)s，自 %(since)s 起任职"),
    "people.leave_post": _("%(object)s，自 %(on)s 起卸任"),
    "people.resume_post": _("%(object)s，撤销卸任"),
    "people.resume_membership": _("撤销减少，恢复在册"),
    "people.void_exemption": _("自 %(since)s 起的免于硬性要求登记有误，作废"),
    "people.export_list": _("导出“%(title)s” %(rows)s 条，条件：%(filters)s；用途：%(purpose)s"),
    "people.invite_person": _("发出账号邀请"),
    "people.find_by_id_number": _("按身份证号查找"),
    "people.invite_many": _("批量发出账号邀请 %(count)s 张"),
    "people.object_to": _("对“%(line)s”提出异议，%(due_on)s 前答复"),
    "people.withdraw_objection": _("撤回对“%(line)s”的异议"),
    "people.answer_objection": _("答复对“%(line)s”的异议：%(result)s"),
    "people.confirm": _("核对了 %(year)s 年的资料，无误"),
    "people.give_consent": _("同意由 %(to)s 代办，到 %(until)s 为止"),
    "people.record_consent": _("登记本人同意由 %(to)s 代办（%(way)s，见证人 %(witness)s），到 %(until)s 为止"),
    "people.withdraw_consent": _("结束由 %(to)s 代办"),
    "people.load_members": _("导入党员名册：新建 %(created)s，修改 %(updated)s，未变 %(unchanged)s"),
    "people.load_units": _("导入党组织名单：更新书记 %(changed)s 名"),
    "people.refuse_import": _("导入的名单有 %(errors)s 处错误，没有写入"),
}
