"""What entries about assessments say."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "assessments.load_scheme": _("载入考核指标体系，版本 %(version)s"),
    "assessments.switch_on": _("启用考核指标体系"),
    "assessments.switch_off": _("停用考核指标体系"),
    "assessments.freeze": _("%(period)s考核表结账 %(count)s 份"),
    "assessments.judge": _("%(period)s“%(indicator)s”评 %(points)s 分：%(text)s"),
    "assessments.object_to": _("对%(period)s“%(indicator)s”提出异议：%(text)s"),
    "assessments.withdraw": _("撤回对“%(indicator)s”的异议"),
    "assessments.uphold": _("更正%(period)s“%(indicator)s”：%(before)s → %(after)s，依据：%(answer)s"),
    "assessments.refuse": _("“%(indicator)s”维持原来的结果，答复：%(answer)s"),
    "assessments.decide": _("%(year)s 年定性为“%(band)s”（%(meeting)s）%(reason)s"),
    "assessments.draft_bulletin": _("起草“%(title)s”"),
    "assessments.change_bulletin": _("修改“%(title)s”"),
    "assessments.approve_bulletin": _("批准“%(title)s”"),
}
