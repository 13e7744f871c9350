"""What entries about plans say."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "plans.draw_up": _("生成 %(year)s 年度计划，%(count)s 条"),
    "plans.add_line": _("%(year)s 年度计划加一条：%(title)s"),
    "plans.change_line": _("改年度计划：%(title)s"),
    "plans.drop_line": _("从年度计划划掉：%(title)s"),
    "plans.issue": _("%(year)s 年度计划 %(count)s 条挂上账"),
}
