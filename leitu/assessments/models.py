import datetime as dt
from functools import cached_property
from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from leitu.assessments.scheme import Rule, rule_of
from leitu.core.periods import FOREVER, Period, PeriodKind
from leitu.orgs.models import ScopedQuerySet, TenantOwned, Unit


class AssessedQuerySet(ScopedQuerySet):
    """Rows of units in sight."""


class Scheme(TenantOwned):
    """One version of a scheme (指标体系) as loaded from a YAML file. A version that is stored never changes."""

    code = models.CharField(_("代码"), max_length=60)
    version = models.CharField(_("版本"), max_length=40)
    title = models.CharField(_("名称"), max_length=200)
    period = models.CharField(_("周期"), max_length=8)
    valid_from = models.DateField(_("施行日期"))
    valid_until = models.DateField(_("失效日期（末日）"), default=FOREVER)
    definition = models.JSONField(_("内容"))
    digest = models.CharField(max_length=64)
    is_active = models.BooleanField(_("启用"), default=False)
    loaded_at = models.DateTimeField(_("载入时间"))

    class Meta:
        verbose_name = _("考核指标体系")
        constraints = [models.UniqueConstraint(fields=["tenant", "code", "version"], name="assessments_scheme_version")]

    def __str__(self) -> str:
        return f"{self.title} {self.version}"

    def get_absolute_url(self) -> str:
        return reverse("assessments:scheme", args=[self.pk])

    @cached_property
    def rule(self) -> Rule:
        """The definition as a typed rule."""
        return rule_of(self.definition)

    @property
    def period_kind(self) -> PeriodKind:
        return PeriodKind(self.period)

    @property
    def unit_id(self) -> int:
        """A scheme belongs to the whole tenant: to its root (0 while the tenant has no units yet)."""
        root = Unit.objects.filter(tenant_id=self.tenant_id, parent__isnull=True).order_by("pk").values_list("pk")
        return root[0][0] if root else 0


class Sheet(TenantOwned):
    """What one unit's period came to (考核表), kept when it closed.

    ``evidence``, ``cells`` and ``digest`` are never written again: whoever has the evidence and the scheme computes the
    same cells. ``percent``, ``band``, ``not_done``, ``not_recorded`` and ``is_vetoed`` are those of today, corrections
    included.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False, verbose_name=_("党组织"))
    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="+", db_index=False)
    start = models.DateField(_("周期起"))
    end = models.DateField(_("周期止"))
    frozen_at = models.DateTimeField(_("结账时间"))
    percent = models.DecimalField(_("得分"), max_digits=6, decimal_places=2, null=True, blank=True)
    band = models.CharField(_("对应等次"), max_length=60, blank=True)
    not_done = models.PositiveSmallIntegerField(_("没做到"), default=0)
    not_recorded = models.PositiveSmallIntegerField(_("还没记录"), default=0)
    is_vetoed = models.BooleanField(_("一票否决"), default=False)
    cells: Any = models.JSONField(default=dict)
    evidence: Any = models.JSONField(default=dict)
    digest = models.CharField(_("摘要"), max_length=64)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = AssessedQuerySet.as_manager()

    class Meta:
        verbose_name = _("考核表")
        constraints = [
            models.UniqueConstraint(fields=["tenant", "unit", "scheme", "start"], name="assessments_sheet_key")
        ]
        indexes = [models.Index(fields=["tenant", "scheme", "start", "unit"], name="assessments_sheet_period")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.start:%Y-%m}"

    def get_absolute_url(self) -> str:
        return reverse("assessments:sheet", args=[self.unit_id, self.scheme.code, self.start])

    @property
    def span(self) -> Period:
        return Period(self.start, self.end)

    @property
    def objects_until(self) -> dt.date:
        """The last day on which the unit may object."""
        return timezone.localdate(self.frozen_at) + dt.timedelta(days=self.scheme.rule.objection_days)


class Objection(TenantOwned):
    """A unit does not agree with one cell of its sheet (异议): one sentence, an answer by a date, in writing."""

    class State(models.TextChoices):
        WAITING = "waiting", _("待答复")
        UPHELD = "upheld", _("已更正")
        REFUSED = "refused", _("维持")
        WITHDRAWN = "withdrawn", _("已撤回")

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False, verbose_name=_("党组织"))
    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="+", db_index=False)
    indicator = models.CharField(_("指标"), max_length=60)
    title = models.CharField(_("指标"), max_length=60)
    text = models.CharField(_("为什么不对"), max_length=500)
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.WAITING)
    made_on = models.DateField(_("提出日期"))
    made_by = models.BigIntegerField(default=0)
    made_by_label = models.CharField(_("提出的人"), max_length=120)
    due_on = models.DateField(_("答复期限"))
    answer = models.CharField(_("答复"), max_length=500, blank=True)
    answered_on = models.DateField(_("答复日期"), null=True, blank=True)
    answered_by_label = models.CharField(_("答复的人"), max_length=120, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = AssessedQuerySet.as_manager()

    class Meta:
        verbose_name = _("考核异议")
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "sheet", "indicator"],
                condition=Q(state="waiting"),
                name="assessments_objection_one",
            )
        ]
        indexes = [
            models.Index(fields=["tenant", "unit", "made_on"], name="assessments_objection_unit"),
            models.Index(fields=["tenant", "state", "due_on"], name="assessments_objection_due"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("assessments:objection", args=[self.pk])


class Correction(TenantOwned):
    """A cell of a kept sheet that was put right, before and after; appended, never changed (trigger)."""

    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="+", db_index=False)
    objection = models.ForeignKey(Objection, on_delete=models.PROTECT, related_name="+", db_index=False)
    indicator = models.CharField(_("指标"), max_length=60)
    before: Any = models.JSONField(default=dict)
    after: Any = models.JSONField(default=dict)
    reason = models.CharField(_("依据"), max_length=500)
    at = models.DateTimeField(_("时间"))
    by = models.BigIntegerField(default=0)
    by_label = models.CharField(_("更正的人"), max_length=120)

    class Meta:
        verbose_name = _("考核更正")
        indexes = [models.Index(fields=["tenant", "sheet", "id"], name="assessments_correction_sheet")]

    def __str__(self) -> str:
        return f"{self.sheet_id} {self.indicator}"


class Judgement(TenantOwned):
    """Points that a person gives for what no record can count, with the reason (评价). One for a unit and period."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False, verbose_name=_("党组织"))
    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="+", db_index=False)
    start = models.DateField(_("周期起"))
    indicator = models.CharField(_("指标"), max_length=60)
    points = models.DecimalField(_("评分"), max_digits=5, decimal_places=2)
    text = models.CharField(_("评价"), max_length=500)
    at = models.DateTimeField(_("时间"))
    by = models.BigIntegerField(default=0)
    by_label = models.CharField(_("评价的人"), max_length=120)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = AssessedQuerySet.as_manager()

    class Meta:
        verbose_name = _("考核评价")
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "unit", "scheme", "start", "indicator"], name="assessments_judgement_key"
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.indicator}"


class YearGrade(TenantOwned):
    """What people decided a unit's year was (年终定性): beside the computed basis, with a reason where it differs."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False, verbose_name=_("党组织"))
    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="+", verbose_name=_("考核表"))
    year = models.PositiveSmallIntegerField(_("年份"))
    computed = models.CharField(_("数据对应的等次"), max_length=60, blank=True)
    percent = models.DecimalField(_("得分"), max_digits=6, decimal_places=2, null=True, blank=True)
    band = models.CharField(_("等次"), max_length=60)
    reason = models.CharField(_("理由"), max_length=500, blank=True)
    meeting = models.CharField(_("哪次会议决定"), max_length=200)
    decided_on = models.DateField(_("决定日期"))
    decided_by = models.BigIntegerField(default=0)
    decided_by_label = models.CharField(_("记录的人"), max_length=120)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = AssessedQuerySet.as_manager()

    class Meta:
        verbose_name = _("年终定性")
        constraints = [models.UniqueConstraint(fields=["tenant", "sheet"], name="assessments_grade_sheet")]
        indexes = [models.Index(fields=["tenant", "year", "unit"], name="assessments_grade_year")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.year}"

    def get_absolute_url(self) -> str:
        return reverse("assessments:grade", args=[self.sheet_id])


class Bulletin(TenantOwned):
    """What half a year (半年通报) or a year (年终考核情况) came to below a unit: drafted from data, edited, approved."""

    class Kind(models.TextChoices):
        HALF = PeriodKind.HALF.value, _("半年通报")
        YEAR = PeriodKind.YEAR.value, _("年终考核情况")

    class State(models.TextChoices):
        DRAFT = "draft", _("草稿")
        ISSUED = "issued", _("已批准")

    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="+", db_index=False, verbose_name=_("通报单位")
    )
    kind = models.CharField(_("类别"), max_length=8, choices=Kind.choices)
    start = models.DateField(_("周期起"))
    end = models.DateField(_("周期止"))
    title = models.CharField(_("标题"), max_length=120)
    text = models.TextField(_("内容"), max_length=8000)
    state = models.CharField(_("状态"), max_length=8, choices=State.choices, default=State.DRAFT)
    written_by = models.BigIntegerField(default=0)
    written_by_label = models.CharField(_("起草的人"), max_length=120)
    approved_on = models.DateField(_("批准日期"), null=True, blank=True)
    approved_by_label = models.CharField(_("批准的人"), max_length=120, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = AssessedQuerySet.as_manager()

    class Meta:
        verbose_name = _("考核通报")
        constraints = [
            models.UniqueConstraint(fields=["tenant", "unit", "kind", "start"], name="assessments_bulletin_key")
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("assessments:bulletin", args=[self.pk])


def closes_on(rule: Rule, span: Period) -> dt.date:
    """The day from which on a sheet of that period is kept: until then late entries cost nothing."""
    return span.end + dt.timedelta(days=rule.late_entry_days + 1)
