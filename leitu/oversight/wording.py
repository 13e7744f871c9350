"""What the planned jobs are called where people read of them; one that is not here shows its name."""

from django.utils.translation import gettext_lazy as _

from leitu.ui.parts import Text

JOBS: dict[str, Text] = {
    "audit.seal": _("封存操作记录"),
    "audit.seal_late": _("补封晚到的操作记录"),
    "audit.publish": _("把链头存到数据库外面"),
    "backups.hourly": _("每小时备份"),
    "backups.make": _("备份"),
    "backups.try_out": _("试恢复备份"),
    "matters.remind": _("提醒到期的问题和任务"),
    "guidance.remind": _("提醒到期没去的联系点"),
    "changes.carry_out_due": _("办理到期的组织调整"),
    "matters.dispatch": _("成批下发任务的分项"),
    "matters.draw_looks": _("抽取要回头看的问题和任务"),
    "assessments.freeze": _("考核表到期结账"),
    "notices.collect": _("收集通知"),
    "notices.deliver": _("发送群消息和邮件"),
    "notices.digest": _("每日摘要"),
    "notices.heads": _("把链头寄到外面"),
    "oversight.sweep": _("清理到期数据"),
    "oversight.verify": _("核对操作记录"),
    "oversight.watch": _("留意查看敏感信息过多"),
    "portal.pictures": _("统计大单位的总览"),
    "reports.make_months": _("生成月报"),
    "reports.confirm_months": _("到期自动确认月报"),
    "ui.forget_forms": _("清理一次性表单号"),
}
