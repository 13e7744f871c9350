"""What entries about inspections say."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "inspections.seed_checklists": _("载入检查清单"),
    "inspections.plan_round": _("安排%(kind)s“%(title)s”"),
    "inspections.change_round": _("修改督导检查安排"),
    "inspections.draw_sample": _("抽取检查名单：%(units)s 家中抽 %(drawn)s 家，种子 %(seed)s"),
    "inspections.end_round": _("结束督导检查，查到 %(visited)s 家"),
    "inspections.draft_bulletin": _("起草简报“%(title)s”"),
    "inspections.change_bulletin": _("修改简报“%(title)s”"),
    "inspections.issue_bulletin": _("印发简报“%(title)s”"),
    "inspections.submit": _("提交检查记录：看了 %(looked_at)s 项，发现 %(found)s 个问题"),
    "inspections.confirm": _("确认检查记录"),
    "inspections.rate": _("评价检查"),
}
