"""What entries about units and grants say."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "orgs.initialise": _("初始化系统，应办事项自 %(owed_since)s 起算"),
    "orgs.found_tenant": _("建立管理主体"),
    "orgs.seed_roles": _("载入预置角色"),
    "orgs.found": _("新建党组织（代码 %(code)s，上级 %(parent)s）"),
    "orgs.rename": _("自 %(on)s 起更名：由“%(before)s”改为“%(after)s”"),
    "orgs.correct": _("修改党组织信息"),
    "orgs.move": _("自 %(on)s 起调整隶属关系：由 %(before)s 改为 %(after)s"),
    "orgs.close": _("自 %(on)s 起撤销：%(reason)s"),
    "orgs.revive": _("恢复党组织（原定自 %(on)s 起撤销）"),
    "orgs.set_term": _("登记届期，届满日期 %(ends_on)s"),
    "orgs.load_units": _("导入党组织名单：新建 %(created)s，修改 %(updated)s，未变 %(unchanged)s"),
    "orgs.export_list": _("导出“%(title)s” %(rows)s 条，条件：%(filters)s"),
    "orgs.grant": _("授予角色“%(role)s”：%(label)s"),
    "orgs.revoke": _("收回角色“%(role)s”：%(label)s"),
}
