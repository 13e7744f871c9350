from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from leitu.matters.models import Matter
from leitu.orgs.models import ScopedQuerySet, TenantOwned, Unit


class PlanLineQuerySet(ScopedQuerySet):
    def kept(self) -> "PlanLineQuerySet":
        """Those that were not dropped."""
        return self.filter(dropped_on__isnull=True)


class PlanLine(TenantOwned):
    """One thing that a unit sets itself for a year. Issued it is a task on the ledger (``matter``), and stands there."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False, verbose_name=_("党组织"))
    year = models.PositiveSmallIntegerField(_("年份"))
    due_on = models.DateField(_("完成时间"))
    title = models.CharField(_("做什么"), max_length=200)
    standard = models.CharField(_("做到什么样"), max_length=200)
    matter = models.ForeignKey(
        Matter, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("任务")
    )
    copied_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("去年的")
    )
    dropped_on = models.DateField(_("划掉日期"), null=True, blank=True)
    by_label = models.CharField(_("写下的人"), max_length=120)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = PlanLineQuerySet.as_manager()

    class Meta:
        verbose_name = _("年度计划的一条")
        indexes = [models.Index(fields=["tenant", "unit", "year"], name="plans_line_unit")]
        constraints = [
            models.CheckConstraint(
                condition=Q(matter__isnull=True) | Q(dropped_on__isnull=True), name="plans_line_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.title}"

    def get_absolute_url(self) -> str:
        return f"{reverse('plans:show')}?unit={self.unit_id}&year={self.year}"
