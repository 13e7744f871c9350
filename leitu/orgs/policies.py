from django.utils.translation import gettext_lazy as _

from leitu.orgs.access import permission

VIEW = permission("orgs.view", _("查看党组织"))
MANAGE = permission("orgs.manage", _("管理党组织"))
GRANT = permission("orgs.grant", _("授予角色"))
CONFIRM = permission("orgs.confirm", _("批准授权"))
SECURE_ACCOUNTS = permission("accounts.secure", _("停用账号、重置二次验证"))
AUDIT = permission("orgs.audit", _("查看操作记录"))
