from django.utils.translation import gettext_lazy

from leitu.orgs.access import permission

VIEW = permission("plans.view", gettext_lazy("查看年度计划"))
MANAGE = permission("plans.manage", gettext_lazy("编制年度计划"))
