"""What entries about workplaces say."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "coverage.add": _("登记单位 %(name)s（%(way)s）"),
    "coverage.change": _("修改：由“%(before)s”到“%(after)s”"),
    "coverage.close": _("自 %(on)s 起注销或迁出：%(reason)s"),
    "coverage.reopen": _("恢复单位"),
    "coverage.load_workplaces": _("导入单位名单：新建 %(created)s，修改 %(updated)s，未变 %(unchanged)s"),
}
