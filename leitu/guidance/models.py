from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from leitu.core.clock import today
from leitu.core.periods import FOREVER, PeriodKind
from leitu.orgs.models import Dated, ScopedQuerySet, TenantOwned, Unit, valid_on
from leitu.people.models import Person


class LiaisonQuerySet(ScopedQuerySet):
    """Those of the branches in scope; and one's own, wherever the branch is."""

    own_path = "person_id"

    def visible_to(self, actor: Any, permission: Any = None, *, wide: bool = False) -> Any:
        scoped = super().visible_to(actor, permission, wide=wide)
        if actor.is_trusted or not actor.person_id:
            return scoped
        return scoped | self.filter(tenant_id=actor.tenant_id, **{self.own_path: actor.person_id})


class Liaison(TenantOwned, Dated):
    """One person looks after one branch for a time (联系点). ``from_unit`` is whose leader or officer he is.

    ``pace``: at least one visit in each such period. It is chosen with the pairing; no published rule sets it.
    """

    class Kind(models.TextChoices):
        LEADER = "leader", _("班子成员联系")
        OFFICER = "officer", _("党务干部帮扶")

    class Pace(models.TextChoices):
        MONTH = PeriodKind.MONTH.value, _("每月")
        QUARTER = PeriodKind.QUARTER.value, _("每季度")
        HALF = PeriodKind.HALF.value, _("每半年")

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("联系的党支部"))
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("联系人"))
    from_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("派出单位"))
    kind = models.CharField(_("类别"), max_length=8, choices=Kind.choices, default=Kind.LEADER)
    pace = models.CharField(_("联系频次"), max_length=8, choices=Pace.choices, default=Pace.QUARTER)
    note = models.CharField(_("为什么是这个支部"), max_length=200, blank=True)
    told_of = models.DateField(_("已提醒的期限"), null=True, blank=True, editable=False)
    ending = models.CharField(_("结束原因"), max_length=200, blank=True)

    objects = LiaisonQuerySet.as_manager()

    class Meta:
        verbose_name = _("联系点")
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "person", "unit"], condition=Q(until=FOREVER), name="guidance_liaison_one_open"
            )
        ]
        indexes = [
            models.Index(fields=["tenant", "unit", "until"], name="guidance_liaison_unit"),
            models.Index(fields=["tenant", "from_unit", "until"], name="guidance_liaison_from"),
        ]

    def __str__(self) -> str:
        return f"{self.person} → {self.unit}"

    def get_absolute_url(self) -> str:
        return reverse("guidance:show", args=[self.pk])

    @property
    def period_kind(self) -> PeriodKind:
        return PeriodKind(self.pace)


class VisitQuerySet(LiaisonQuerySet):
    own_path = "liaison__person_id"


class Visit(TenantOwned):
    """What somebody did at the branch that he looks after, in tags and at most one sentence. Never deleted."""

    class Tag(models.TextChoices):
        GUIDED = "guided", _("指导工作")
        JOINED = "joined", _("参加组织生活")
        LISTENED = "listened", _("了解情况")
        SOLVED = "solved", _("帮助解决困难")

    liaison = models.ForeignKey(Liaison, on_delete=models.PROTECT, related_name="visits", db_index=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    on = models.DateField(_("日期"))
    tags: Any = models.JSONField(_("做了什么"), default=list)
    text = models.CharField(_("情况"), max_length=500, blank=True)
    at = models.DateTimeField(_("记录时间"))
    by = models.BigIntegerField(default=0)
    by_label = models.CharField(_("记录人"), max_length=120)
    withdrawn_at = models.DateTimeField(_("撤回时间"), null=True, blank=True)

    objects = VisitQuerySet.as_manager()

    class Meta:
        verbose_name = _("联系指导记录")
        indexes = [
            models.Index(fields=["tenant", "liaison", "on"], name="guidance_visit_liaison"),
            models.Index(fields=["tenant", "unit", "on"], name="guidance_visit_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.on:%Y-%m-%d} {self.liaison}"

    def get_absolute_url(self) -> str:
        return self.liaison.get_absolute_url()

    def labels(self) -> list[str]:
        """The tags as words, in their own order."""
        return [str(tag.label) for tag in self.Tag if tag in self.tags]


class CaseQuerySet(ScopedQuerySet):
    """Those of the units in scope, and of the branches that one looks after."""

    def visible_to(self, actor: Any, permission: Any = None, *, wide: bool = False) -> Any:
        scoped = super().visible_to(actor, permission, wide=wide)
        if actor.is_trusted or not actor.person_id:
            return scoped
        own = Liaison.objects.filter(valid_on(today()), tenant_id=actor.tenant_id, person_id=actor.person_id)
        return scoped | self.filter(tenant_id=actor.tenant_id, unit_id__in=own.values("unit_id"))


class WeakUnitCase(TenantOwned):
    """A weak and lax organisation (软弱涣散党组织) from its listing to its removal: one branch, one plan.

    People list it and people take it off; ``before`` and ``after`` are the same figures on both days.
    """

    class State(models.TextChoices):
        LISTED = "listed", _("已列入")
        PLANNED = "planned", _("整顿中")
        ACCEPTANCE_ASKED = "acceptance_asked", _("待验收")
        REMOVED = "removed", _("已销号")
        WITHDRAWN = "withdrawn", _("不再列入")

    OPEN = (State.LISTED, State.PLANNED, State.ACCEPTANCE_ASKED)

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("党组织"))
    state = models.CharField(_("状态"), max_length=16, choices=State.choices, default=State.LISTED)
    reason = models.CharField(_("判断"), max_length=500)
    listed_on = models.DateField(_("列入日期"))
    listed_by_label = models.CharField(_("列入的人"), max_length=120)
    before: Any = models.JSONField(default=dict)
    plan = models.TextField(_("整顿方案"), max_length=2000, blank=True)
    due_on = models.DateField(_("整顿期限"), null=True, blank=True)
    effect = models.CharField(_("成效"), max_length=500, blank=True)
    finding = models.CharField(_("验收意见"), max_length=500, blank=True)
    ended_on = models.DateField(_("销号日期"), null=True, blank=True)
    after: Any = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("软弱涣散整顿")
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "unit"],
                condition=Q(state__in=["listed", "planned", "acceptance_asked"]),
                name="guidance_case_one_open",
            )
        ]
        indexes = [models.Index(fields=["tenant", "state", "listed_on"], name="guidance_case_state")]

    def __str__(self) -> str:
        return str(self.unit)

    def get_absolute_url(self) -> str:
        return reverse("guidance:case", args=[self.pk])
