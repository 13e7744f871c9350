from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from leitu.core.clock import today
from leitu.orgs.models import ScopedQuerySet, TenantOwned, Unit


class Workplace(TenantOwned):
    """An enterprise, a building, a social organisation … in the area of ``unit``, and how it is reached.

    ``staff`` and ``members`` are what was counted last: people at work there, and Party members among them.
    """

    class Kind(models.TextChoices):
        ENTERPRISE = "enterprise", _("企业")
        BUILDING = "building", _("楼宇")
        PARK = "park", _("园区")
        MARKET = "market", _("商圈市场")
        NEIGHBOURHOOD = "neighbourhood", _("小区")
        ASSOCIATION = "association", _("社会组织机构")
        OTHER = "other", _("其他单位")

    class Way(models.TextChoices):
        OWN = "own", _("单独建立党组织")
        JOINT = "joint", _("联合党组织覆盖")
        OFFICER = "officer", _("党建联络员联系")
        BLANK = "blank", _("还没有覆盖")

    BY_UNIT = (Way.OWN, Way.JOINT)
    """Ways that name the organisation: 组织覆盖; with OFFICER they are 工作覆盖."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("属地党组织"))
    name = models.CharField(_("单位名称"), max_length=200)
    kind = models.CharField(_("类别"), max_length=16, choices=Kind.choices, default=Kind.ENTERPRISE)
    credit_code = models.CharField(_("统一社会信用代码"), max_length=18, blank=True)
    staff = models.PositiveIntegerField(_("从业人员"), default=0)
    members = models.PositiveIntegerField(_("其中党员"), default=0)
    way = models.CharField(_("覆盖方式"), max_length=8, choices=Way.choices, default=Way.BLANK)
    organisation = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("覆盖它的党组织")
    )
    officer_name = models.CharField(_("党建联络员"), max_length=100, blank=True)
    plan = models.CharField(_("打算怎么覆盖"), max_length=500, blank=True)
    plan_on = models.DateField(_("计划完成日期"), null=True, blank=True)
    closed_on = models.DateField(_("注销或迁出日期"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("覆盖单位")
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "unit", "name"], condition=Q(closed_on__isnull=True), name="coverage_workplace_name"
            )
        ]
        indexes = [
            models.Index(fields=["tenant", "unit", "way"], name="coverage_unit_way"),
            models.Index(fields=["tenant", "organisation"], name="coverage_organisation"),
            models.Index(fields=["tenant", "way", "plan_on"], name="coverage_way_plan"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("coverage:show", args=[self.pk])

    @property
    def light(self) -> str:
        """``met`` when reached, ``cancelled`` when it is gone, ``overdue`` without a plan or with one that is over."""
        if self.closed_on is not None:
            return "cancelled"
        if self.way != self.Way.BLANK:
            return "met"
        return "overdue" if self.plan_on is None or self.plan_on < today() else "due_soon"
