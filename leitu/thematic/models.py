from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from leitu.matters.models import Matter
from leitu.orgs.access import units_where
from leitu.orgs.models import ScopedQuerySet, TenantOwned, Unit


class ThematicReportQuerySet(ScopedQuerySet):
    """Those of units in sight and those that were sent to one's own; a draft is only for whoever may write it."""

    is_shared = True

    def visible_to(self, actor: Any, permission: Any = None, *, wide: bool = False) -> Any:
        from leitu.thematic.policies import WRITE

        rows = super().visible_to(actor, permission, wide=wide)
        return rows.filter(~Q(state=ThematicReport.State.DRAFT) | Q(unit_id__in=units_where(actor, WRITE)))


class ThematicReport(TenantOwned):
    """What a unit reports to its superior about one year. ``superior``: to whom it was sent (none while it is a draft)."""

    class State(models.TextChoices):
        DRAFT = "draft", _("草稿")
        SENT = "sent", _("已报送")
        RECEIVED = "received", _("上级已收")

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("党组织"))
    year = models.PositiveSmallIntegerField(_("年度"))
    superior = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("报送给")
    )
    title = models.CharField(_("标题"), max_length=120)
    text = models.TextField(_("内容"), max_length=8000)
    state = models.CharField(_("状态"), max_length=8, choices=State.choices, default=State.DRAFT)
    sent_on = models.DateField(_("报送日期"), null=True, blank=True)
    sent_by = models.BigIntegerField(default=0)
    sent_by_label = models.CharField(_("报送人"), max_length=120, blank=True)
    received_on = models.DateField(_("签收日期"), null=True, blank=True)
    received_by_label = models.CharField(_("签收人"), max_length=120, blank=True)
    remark = models.CharField(_("上级意见"), max_length=500, blank=True)
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ThematicReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("专题报告")
        constraints = [models.UniqueConstraint(fields=["tenant", "unit", "year"], name="thematic_report_year")]
        indexes = [models.Index(fields=["tenant", "year", "state"], name="thematic_report_state")]

    def __str__(self) -> str:
        return _now("%(unit)s %(year)s 年专题报告") % {"unit": self.unit, "year": self.year}

    def get_absolute_url(self) -> str:
        return reverse("thematic:show", args=[self.unit_id, self.year])
