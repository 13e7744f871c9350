from django.utils.translation import gettext_lazy as _

from leitu.orgs.access import permission

VIEW = permission("norms.view", _("查看应办事项"))
WAIVE = permission("norms.waive", _("免办应办事项"))
MANAGE = permission("norms.manage", _("管理制度包"))
