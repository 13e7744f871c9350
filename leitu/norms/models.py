from functools import cached_property

from django.db import models
from django.utils.translation import gettext_lazy as _

from leitu.core.periods import FOREVER
from leitu.norms.rules import Rule, rule_of
from leitu.orgs.models import ScopedQuerySet, TenantOwned, Unit


class Pack(TenantOwned):
    """A set of norms as loaded from a YAML file; a locality switches its own packs on."""

    code = models.CharField(_("代码"), max_length=60)
    title = models.CharField(_("名称"), max_length=200)
    version = models.CharField(_("版本"), max_length=40)
    level = models.PositiveSmallIntegerField(_("层级"), default=0)
    is_active = models.BooleanField(_("启用"), default=True)
    loaded_at = models.DateTimeField(_("载入时间"))

    class Meta:
        verbose_name = _("制度包")
        constraints = [models.UniqueConstraint(fields=["tenant", "code"], name="norms_pack_code")]

    def __str__(self) -> str:
        return self.title

    @property
    def unit_id(self) -> int:
        """A pack belongs to the whole tenant: to its root (0 while the tenant has no units yet)."""
        root = Unit.objects.filter(tenant_id=self.tenant_id, parent__isnull=True).order_by("pk").values_list("pk")
        return root[0][0] if root else 0


class Norm(TenantOwned):
    """One version of one rule. The version in force is chosen by the first day of the period it is asked about."""

    class Shape(models.TextChoices):
        COUNT = "count", _("次数")
        CONDITION = "condition", _("状态")
        WITHIN = "within", _("限期")

    pack = models.ForeignKey(Pack, on_delete=models.CASCADE, related_name="norms")
    code = models.CharField(_("代码"), max_length=60)
    title = models.CharField(_("名称"), max_length=200)
    shape = models.CharField(_("类型"), max_length=10, choices=Shape.choices)
    valid_from = models.DateField(_("施行日期"))
    valid_until = models.DateField(_("失效日期（末日）"), default=FOREVER)
    definition = models.JSONField(_("内容"))
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("制度")
        constraints = [
            models.UniqueConstraint(fields=["tenant", "pack", "code", "valid_from"], name="norms_norm_version")
        ]

    def __str__(self) -> str:
        return self.title

    @cached_property
    def rule(self) -> Rule:
        """The definition as a typed rule."""
        return rule_of(self.definition)


class Ground(models.TextChoices):
    """Why duties are waived."""

    DISASTER = "disaster", _("灾害")
    FARMING = "farming", _("农忙")
    EPIDEMIC = "epidemic", _("疫情")
    REORGANISATION = "reorganisation", _("机构调整")
    OTHER = "other", _("其他")


class BulkWaiver(TenantOwned):
    """One decision that waives the duties of a whole area for some time (flood, harvest). Its rows are waivers.

    ``unit`` is the top of the area; ``kind`` and ``sector`` narrow it where they are given; ``norms`` are codes.
    """

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+", verbose_name=_("范围"))
    kind = models.CharField(_("组织类别"), max_length=20, choices=Unit.Kind.choices, blank=True)
    sector = models.CharField(_("所属领域"), max_length=20, choices=Unit.Sector.choices, blank=True)
    norms = models.JSONField(_("制度"))
    since = models.DateField(_("从哪天"))
    until = models.DateField(_("到哪天"))
    ground = models.CharField(_("事由"), max_length=20, choices=Ground.choices)
    reason = models.CharField(_("说明"), max_length=500)
    made_by = models.BigIntegerField(default=0)
    made_by_label = models.CharField(max_length=120)
    made_at = models.DateTimeField(_("作出时间"))
    withdrawn_at = models.DateTimeField(_("撤销时间"), null=True, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("批量免办决定")
        indexes = [models.Index(fields=["tenant", "unit"], name="norms_bulk_unit")]

    def __str__(self) -> str:
        return f"{self.unit} {self.since} – {self.until}"


class Waiver(TenantOwned):
    """A superior's decision that a unit need not meet a norm in one period, with a reason.

    ``bulk`` is the decision about a whole area that it is part of, if it is.
    """

    Ground = Ground

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    norm_code = models.CharField(_("制度代码"), max_length=60)
    period_start = models.DateField(_("周期起"))
    ground = models.CharField(_("事由"), max_length=20, choices=Ground.choices)
    reason = models.CharField(_("说明"), max_length=500)
    bulk = models.ForeignKey(BulkWaiver, on_delete=models.CASCADE, null=True, blank=True, related_name="waivers")
    made_by = models.BigIntegerField(default=0)
    made_at = models.DateTimeField(_("作出时间"))
    withdrawn_at = models.DateTimeField(_("撤销时间"), null=True, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("免办决定")
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "unit", "norm_code", "period_start"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="norms_waiver_one",
            )
        ]

    def __str__(self) -> str:
        return f"{self.norm_code} {self.period_start}"


class Remark(TenantOwned):
    """A sentence that somebody adds to a duty: why it is late, what helps."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    norm_code = models.CharField(_("制度代码"), max_length=60)
    period_start = models.DateField(_("周期起"))
    text = models.CharField(_("说明"), max_length=500)
    made_by = models.BigIntegerField(default=0)
    made_by_label = models.CharField(max_length=120)
    made_at = models.DateTimeField(_("时间"))

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("备注")
        indexes = [models.Index(fields=["tenant", "unit", "norm_code", "period_start"], name="norms_remark_duty")]

    def __str__(self) -> str:
        return self.text
