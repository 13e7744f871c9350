from django.utils.translation import gettext_lazy as _

from leitu.orgs.access import permission

VIEW = permission("activities.view", _("查看活动"))
HOLD = permission("activities.hold", _("组织活动"))
READ_MINUTES = permission("activities.read_minutes", _("查看会议记录"))
