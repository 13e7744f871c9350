"""What entries about pledges say."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "pledges.seed_papers": _("登记责任清单样式"),
    "pledges.sign": _("签订 %(year)s 年责任清单，%(lines)s 条"),
    "pledges.countersign": _("会签"),
    "pledges.add_line": _("自己加一条：%(text)s"),
    "pledges.settle": _("对账 %(count)s 条：做到 %(done)s 条"),
    "pledges.comment": _("有党员对责任清单提了意见"),
    "pledges.answer": _("答复意见：%(text)s"),
    "pledges.require_line": _("对下级提出一条责任：%(text)s（《%(document)s》）"),
    "pledges.release_line": _("这条责任到 %(year)s 年为止"),
}
