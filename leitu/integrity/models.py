from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from leitu.core.sealed import SealedColumns
from leitu.integrity.lists import areas, forms
from leitu.integrity.subjects import indexes_of
from leitu.orgs.models import ScopedQuerySet, TenantOwned, Unit
from leitu.people.models import fresh_code


class RiskQuerySet(ScopedQuerySet):
    """Those of the units whose discipline line the actor is."""


class RiskPoint(SealedColumns, TenantOwned):
    """Where power could be misused in a unit, what is done against it, and which post answers for that."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("党组织"))
    code = models.CharField(max_length=32, default=fresh_code, editable=False)
    area = models.CharField(_("领域"), max_length=40)
    risk_sealed = models.TextField(_("风险"), editable=False)
    measure_sealed = models.TextField(_("防控措施"), editable=False)
    holder_sealed = models.TextField(_("责任岗位"), editable=False)
    since = models.DateField(_("登记日期"))
    retired_on = models.DateField(_("撤销日期"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = RiskQuerySet.as_manager()

    class Meta:
        verbose_name = _("廉政风险点")
        constraints = [models.UniqueConstraint(fields=["tenant", "code"], name="integrity_risk_code")]
        indexes = [models.Index(fields=["tenant", "unit", "retired_on"], name="integrity_risk_unit")]

    def __str__(self) -> str:
        return _now("廉政风险点 %(number)s") % {"number": self.pk}

    def get_absolute_url(self) -> str:
        return reverse("integrity:look_at_risk", args=[self.pk])

    @property
    def sealed_place(self) -> str:
        return f"integrity.riskpoint|{self.tenant_id}|{self.code}"

    @property
    def area_name(self) -> str:
        """What people call the area."""
        return areas().get(self.area, self.area)


class RiskCheck(SealedColumns, TenantOwned):
    """A discipline member looked whether the measures hold. Never changed, never deleted.

    ``matter_sealed``: the key of the matter that came of it; a link in clear would tell everybody where it comes from.
    """

    class Outcome(models.TextChoices):
        SOUND = "sound", _("措施管用")
        WEAK = "weak", _("措施要加强")
        FOUND = "found", _("发现问题")

    point = models.ForeignKey(RiskPoint, on_delete=models.PROTECT, related_name="+", db_index=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=32, default=fresh_code, editable=False)
    on = models.DateField(_("检查日期"))
    outcome = models.CharField(_("结果"), max_length=5, choices=Outcome.choices)
    text_sealed = models.TextField(_("情况"), editable=False)
    matter_sealed = models.TextField(editable=False, blank=True)
    by = models.BigIntegerField(default=0)
    by_label = models.CharField(_("检查人"), max_length=120)

    objects = RiskQuerySet.as_manager()

    class Meta:
        verbose_name = _("廉政风险点检查")
        constraints = [models.UniqueConstraint(fields=["tenant", "code"], name="integrity_check_code")]
        indexes = [models.Index(fields=["tenant", "point", "on"], name="integrity_check_point")]

    def __str__(self) -> str:
        return f"{self.on:%Y-%m-%d}"

    @property
    def sealed_place(self) -> str:
        return f"integrity.riskcheck|{self.tenant_id}|{self.code}"


class RulingQuerySet(ScopedQuerySet):
    """Those of the units whose discipline line the actor is; whom they concern asks ``about``."""

    def about(self, actor: Any) -> Any:
        """Those about the actor himself, and about the units that he heads."""
        return self.filter(tenant_id=actor.tenant_id, subject_index__in=indexes_of(actor))


class Ruling(SealedColumns, TenantOwned):
    """What people decided about a person or a unit (问责、四种形态), and why. ``unit``: who decided.

    In clear are only what is counted (form, day) and what finds it again (number, a blind index of whom it is about).
    """

    class State(models.TextChoices):
        IN_FORCE = "in_force", _("执行中")
        APPEALED = "appealed", _("申诉中")
        UPHELD = "upheld", _("申诉后维持")
        AMENDED = "amended", _("申诉后变更")
        REVOKED = "revoked", pgettext_lazy("a ruling", "已撤销")

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("作出决定的组织"))
    code = models.CharField(max_length=32, default=fresh_code, editable=False)
    number = models.CharField(_("案号"), max_length=40)
    form = models.PositiveSmallIntegerField(_("形态"))
    way_sealed = models.TextField(_("方式"), editable=False)
    subject_index = models.CharField(max_length=32, editable=False)
    subject_sealed = models.TextField(_("对象"), editable=False)
    ground_sealed = models.TextField(_("依据"), editable=False)
    decision_sealed = models.TextField(_("决定"), editable=False)
    reason_sealed = models.TextField(_("理由"), editable=False)
    decided_on = models.DateField(_("决定日期"))
    told_on = models.DateField(_("告知本人日期"))
    appeal_until = models.DateField(_("申诉截止"), null=True, blank=True)
    keep_until = models.DateField(_("保留到"))
    state = models.CharField(_("状态"), max_length=8, choices=State.choices, default=State.IN_FORCE)
    entered_at = models.DateTimeField(_("登记时间"))
    entered_by = models.BigIntegerField(default=0)
    entered_by_label = models.CharField(_("登记人"), max_length=120)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = RulingQuerySet.as_manager()

    class Meta:
        verbose_name = _("问责记录")
        constraints = [
            models.UniqueConstraint(fields=["tenant", "code"], name="integrity_ruling_code"),
            models.UniqueConstraint(fields=["tenant", "number"], name="integrity_ruling_number"),
        ]
        indexes = [
            models.Index(fields=["tenant", "subject_index"], name="integrity_ruling_subject"),
            models.Index(fields=["tenant", "unit", "decided_on"], name="integrity_ruling_unit"),
            models.Index(fields=["keep_until"], name="integrity_ruling_kept"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def sealed_place(self) -> str:
        return f"integrity.ruling|{self.tenant_id}|{self.code}"

    @property
    def appeal(self) -> "Appeal | None":
        """What was said against it, if anything."""
        return next(iter(self.appeals.all()), None)

    @property
    def form_name(self) -> str:
        """第一种形态 to 第四种形态."""
        return forms()[self.form]


class Appeal(SealedColumns, TenantOwned):
    """What the one concerned says against a ruling, and how it was answered (申诉). One for each ruling."""

    class Outcome(models.TextChoices):
        UPHELD = "upheld", _("维持原决定")
        AMENDED = "amended", _("变更原决定")
        REVOKED = "revoked", _("撤销原决定")

    ruling = models.ForeignKey(Ruling, on_delete=models.CASCADE, related_name="appeals")
    code = models.CharField(max_length=32, default=fresh_code, editable=False)
    text_sealed = models.TextField(_("申诉理由"), editable=False)
    on = models.DateField(_("申诉日期"))
    answer_due_on = models.DateField(_("答复期限"))
    outcome = models.CharField(_("处理结果"), max_length=8, choices=Outcome.choices, blank=True)
    answer_sealed = models.TextField(_("答复"), editable=False, blank=True)
    answered_on = models.DateField(_("答复日期"), null=True, blank=True)
    answered_by = models.BigIntegerField(default=0)
    answered_by_label = models.CharField(_("答复人"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("申诉")
        constraints = [
            models.UniqueConstraint(fields=["tenant", "code"], name="integrity_appeal_code"),
            models.UniqueConstraint(fields=["tenant", "ruling"], name="integrity_appeal_once"),
        ]

    def __str__(self) -> str:
        return f"{self.on:%Y-%m-%d}"

    @property
    def sealed_place(self) -> str:
        return f"integrity.appeal|{self.tenant_id}|{self.code}"
