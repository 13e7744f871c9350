import datetime as dt
from functools import cached_property
from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from leitu.orgs.models import ScopedQuerySet, TenantOwned, Unit
from leitu.people.models import Person
from leitu.points.rule import Rule, rule_of


class Table(TenantOwned):
    """One version of a table of rules as loaded from YAML; a stored version never changes. At most one is in force."""

    code = models.CharField(_("代码"), max_length=60)
    version = models.CharField(_("版本"), max_length=40)
    title = models.CharField(_("名称"), max_length=200)
    valid_from = models.DateField(_("施行日期"))
    definition = models.JSONField(_("内容"))
    digest = models.CharField(max_length=64)
    is_active = models.BooleanField(_("启用"), default=False)
    loaded_at = models.DateTimeField(_("载入时间"))

    class Meta:
        verbose_name = _("积分规则")
        constraints = [
            models.UniqueConstraint(fields=["tenant", "code", "version"], name="points_table_version"),
            models.UniqueConstraint(fields=["tenant"], condition=Q(is_active=True), name="points_one_active_table"),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.version}"

    def get_absolute_url(self) -> str:
        return reverse("points:table", args=[self.pk])

    @cached_property
    def rule(self) -> Rule:
        """The definition as a typed rule."""
        return rule_of(self.definition)

    @property
    def unit_id(self) -> int:
        """A table belongs to the whole tenant: to its root (0 while the tenant has no units yet)."""
        root = Unit.objects.filter(tenant_id=self.tenant_id, parent__isnull=True).order_by("pk").values_list("pk")
        return root[0][0] if root else 0


class YearStatement(TenantOwned):
    """A member's statement as it stood when his year closed. Never changed: what is put right later stands beside it.

    The sum is inside ``content`` and in no column, so that nothing can be ordered by it. ``unit`` is his branch then.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("党员"))
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False, verbose_name=_("党支部"))
    table = models.ForeignKey(Table, on_delete=models.PROTECT, related_name="+", db_index=False)
    year = models.PositiveSmallIntegerField(_("年度"))
    content: Any = models.JSONField(_("内容"), default=dict)
    digest = models.CharField(_("摘要"), max_length=64)
    kept_on = models.DateField(_("结账日期"))

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("年度积分单")
        constraints = [models.UniqueConstraint(fields=["tenant", "person", "year"], name="points_statement_year")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.year}"


def closes_on(year: int) -> dt.date:
    """The last day for late entries of a year; after it the statements are kept."""
    return dt.date(year + 1, 1, 31)
