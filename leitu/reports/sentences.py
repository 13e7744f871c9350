"""What entries about papers say."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "reports.download_minutes": _("下载会议记录"),
    "reports.download_own": _("本人导出了自己的全部资料"),
    "reports.download_sheet": _("下载会议通知和签到表"),
    "reports.download_duty": _("下载应办事项说明：%(title)s"),
    "reports.make_month_reports": _("%(month)s 月报已生成"),
    "reports.confirm_month": _("确认 %(month)s 月报"),
    "reports.withdraw_month": _("撤回 %(month)s 月报的确认"),
    "reports.confirm_silently": _("%(month)s 月报到期自动确认 %(count)s 份"),
    "reports.download_month": _("下载 %(month)s 月报"),
    "reports.download_plan": _("下载 %(year)s 年度计划"),
    "reports.download_pledge": _("下载 %(year)s 年责任清单"),
    "reports.download_breach": _("下载个人信息安全事件报告：%(since)s 至 %(until)s，涉及 %(persons)s 人"),
    "reports.download_letter": _("领取%(object)s的组织关系介绍信%(number)s"),
    "reports.download_bulletin": _("下载截至%(on)s的党内统计公报"),
    "reports.download_round_bulletin": _("下载简报：%(title)s"),
    "reports.download_campaign": _("下载专项行动小结：%(title)s"),
    "reports.download_compliance": _("下载减负合规说明"),
    "reports.save_question": _("存下查询：%(name)s"),
    "reports.drop_question": _("删掉查询：%(name)s"),
    "reports.download_ledger": _("下载组织生活台账 %(rows)s 条，范围：%(filters)s"),
}
