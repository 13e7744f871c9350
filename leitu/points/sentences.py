"""What entries about points say."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "points.load_table": _("载入积分规则，版本 %(version)s"),
    "points.switch_on": _("启用积分规则"),
    "points.switch_off": _("停用积分规则"),
    "points.keep": _("%(year)s 年积分单结账 %(count)s 份"),
}
