"""What entries about motions say: never the words of a motion, which those alone read who may read the minutes."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "motions.put": _("提出第 %(order)s 项动议（%(kind)s）"),
    "motions.decide": _("第 %(order)s 项动议%(way)s：赞成 %(in_favour)s，反对 %(against)s，弃权 %(abstained)s"),
    "motions.withdraw": _("撤回第 %(order)s 项动议"),
    "motions.issue": _("第 %(order)s 项动议的决议挂成任务"),
}
