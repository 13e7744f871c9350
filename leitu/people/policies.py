from django.utils.translation import gettext_lazy as _

from leitu.orgs.access import permission

VIEW = permission("people.view", _("查看党员名册"))
MANAGE = permission("people.manage", _("管理党员名册"))
REVEAL = permission("people.reveal", _("查看敏感信息"))
INVITE = permission("people.invite", _("发出账号邀请"))
RELEASE = permission("people.release", _("批准导出人员名单"))
