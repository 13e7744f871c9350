"""What entries about the making of a demo district say."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "demo.build": _("生成演示区：%(units)s 个党组织，%(members)s 名党员，%(years)s 年"),
    "demo.load_units": _("生成演示党组织 %(created)s 个"),
    "demo.load_members": _("生成演示党员 %(created)s 名"),
    "demo.load_activities": _("生成演示活动 %(created)s 次"),
}
