from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from leitu.matters.models import Matter
from leitu.orgs.models import ScopedQuerySet, TenantOwned, Unit


class Checklist(TenantOwned):
    """What is looked at, as data (checklists.yaml). A changed list is a new edition; what was sent by the old one stays."""

    code = models.CharField(_("代码"), max_length=40)
    edition = models.PositiveSmallIntegerField(_("版次"))
    title = models.CharField(_("名称"), max_length=60)
    purpose = models.CharField(_("用途"), max_length=200)
    is_current = models.BooleanField(_("现行"), default=True)

    class Meta:
        verbose_name = _("检查清单")
        constraints = [
            models.UniqueConstraint(fields=["tenant", "code", "edition"], name="inspections_checklist_edition")
        ]

    def __str__(self) -> str:
        return self.title


class ChecklistLine(TenantOwned):
    """One thing to look at, with the rule that it stands on: without one a finding could not be sent.

    ``records`` are codes of kinds of activities: which entries of the ledger are shown beside it.
    """

    checklist = models.ForeignKey(Checklist, on_delete=models.CASCADE, related_name="lines")
    order = models.PositiveSmallIntegerField(default=0)
    text = models.CharField(_("看什么"), max_length=200)
    how = models.CharField(_("怎么看"), max_length=300, blank=True)
    standard = models.CharField(_("工作标准"), max_length=300)
    norm_code = models.CharField(_("对应制度"), max_length=60, blank=True)
    document = models.CharField(_("依据文件"), max_length=200)
    article = models.CharField(_("条款"), max_length=100)
    records = models.JSONField(_("对照的记录"), default=list)

    class Meta:
        verbose_name = _("检查项目")
        constraints = [
            models.UniqueConstraint(fields=["tenant", "checklist", "order"], name="inspections_line_order"),
            models.CheckConstraint(condition=~Q(document="") & ~Q(article=""), name="inspections_line_cites"),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def rule(self) -> str:
        """《…》第十一条."""
        return f"《{self.document}》{self.article}"


class RoundQuerySet(ScopedQuerySet):
    def under_way(self) -> "RoundQuerySet":
        """Drawn, and not ended yet."""
        return self.filter(state=Round.State.UNDER_WAY)


class Round(TenantOwned):
    """One round of inspections: by whom, of what, when, and how far it is to reach. ``unit`` is the body that inspects.

    ``seed`` and ``drawn_on`` are set by the draw, once; who plans a round does not choose them.
    """

    class Kind(models.TextChoices):
        REVIEW = "review", _("定期调度")
        SPOT_CHECK = "spot_check", _("随机抽查")
        SPECIAL = "special", _("专项检查")

    class State(models.TextChoices):
        PLANNED = "planned", _("计划")
        UNDER_WAY = "under_way", _("进行中")
        OVER = "over", _("已查完")

    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="+", db_index=False, verbose_name=_("检查单位")
    )
    kind = models.CharField(_("方式"), max_length=12, choices=Kind.choices, default=Kind.SPOT_CHECK)
    title = models.CharField(_("名称"), max_length=100)
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.PLANNED)
    checklist = models.ForeignKey(
        Checklist, on_delete=models.PROTECT, related_name="+", db_index=False, verbose_name=_("检查清单")
    )
    scope = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False, verbose_name=_("范围"))
    kinds = models.JSONField(_("组织类别"), default=list)
    starts_on = models.DateField(_("起"))
    ends_on = models.DateField(_("止"))
    target = models.PositiveSmallIntegerField(_("目标覆盖率"), default=80)
    ceiling = models.PositiveSmallIntegerField(_("每家每季最多几次"), default=2)
    in_scope = models.PositiveIntegerField(_("范围内家数"), default=0)
    seed = models.CharField(_("种子"), max_length=32, blank=True, editable=False)
    digest = models.CharField(_("名单摘要"), max_length=64, blank=True, editable=False)
    drawn_on = models.DateField(_("抽取日期"), null=True, blank=True)
    ended_on = models.DateField(_("结束日期"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("督导检查")
        indexes = [models.Index(fields=["tenant", "unit", "starts_on"], name="inspections_round_unit")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("inspections:round", args=[self.pk])


class Inspector(TenantOwned):
    """An account that goes out in a round."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="inspectors")
    user = models.BigIntegerField()
    label = models.CharField(_("检查人"), max_length=120)

    class Meta:
        verbose_name = _("检查人员")
        constraints = [models.UniqueConstraint(fields=["tenant", "round", "user"], name="inspections_inspector_key")]

    def __str__(self) -> str:
        return self.label


class DrawInput(TenantOwned):
    """What the draw of a round was made from, word for word, so that anybody can draw again. Appended (trigger)."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("抽取时的名单"))

    class Meta:
        verbose_name = _("抽取底册")
        constraints = [models.UniqueConstraint(fields=["tenant", "round"], name="inspections_input_round")]

    def __str__(self) -> str:
        return f"{self.round_id}"


class DrawQuerySet(ScopedQuerySet):
    unit_path = "round__unit"


class Draw(TenantOwned):
    """A unit that a round is to visit. It is the inspecting body's: the unit itself (``target``) sees nothing of it."""

    class Reason(models.TextChoices):
        NEED = "need", _("久未检查或有超期")
        LOT = "lot", _("随机抽中")

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="draws", db_index=False)
    target = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    order = models.PositiveIntegerField(_("顺序"))
    trip = models.PositiveIntegerField(_("第几趟"))
    reason = models.CharField(_("抽中原因"), max_length=6, choices=Reason.choices)
    planned_on = models.DateField(_("安排日期"))
    inspector = models.BigIntegerField(default=0)

    objects = DrawQuerySet.as_manager()

    class Meta:
        verbose_name = _("抽中的党组织")
        constraints = [
            models.UniqueConstraint(fields=["tenant", "round", "target"], name="inspections_draw_key"),
        ]
        indexes = [models.Index(fields=["tenant", "target", "planned_on"], name="inspections_draw_target")]

    def __str__(self) -> str:
        return f"{self.round_id} {self.target_id}"

    @property
    def unit_id(self) -> int:
        """It is the body's that inspects."""
        return int(self.round.unit_id)


class InspectionQuerySet(ScopedQuerySet):
    is_shared = True


class Inspection(TenantOwned):
    """One visit, as it was sent. ``unit`` is the unit that was visited; the body that came sees it by Involvement.

    It is written once, when it is sent: what is being filled in stands on the inspector's device only. Two of one round
    at one unit both stay. ``client_key`` is made with the form: sent twice it is one inspection.
    """

    class State(models.TextChoices):
        SUBMITTED = "submitted", _("待支部确认")
        CONFIRMED = "confirmed", _("已确认")

    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="+", db_index=False, verbose_name=_("被检查单位")
    )
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="inspections", db_index=False)
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.SUBMITTED)
    on = models.DateField(_("检查日期"))
    client_key = models.CharField(max_length=64, editable=False)
    answers: Any = models.JSONField(default=dict)
    looked_at = models.PositiveSmallIntegerField(_("看过的项目"), default=0)
    found = models.PositiveSmallIntegerField(_("发现问题"), default=0)
    has_asked = models.BooleanField(_("问过党员"), default=False)
    asked_note = models.CharField(_("党员说的"), max_length=500, blank=True)
    sent_late = models.BooleanField(_("结束后补送"), default=False)
    submitted_at = models.DateTimeField(_("提交时间"))
    by = models.BigIntegerField(default=0)
    by_label = models.CharField(_("检查人"), max_length=120)
    remark = models.CharField(_("支部的话"), max_length=500, blank=True)
    confirmed_at = models.DateTimeField(_("确认时间"), null=True, blank=True)
    confirmed_by_label = models.CharField(_("确认人"), max_length=120, blank=True)
    is_rated = models.BooleanField(_("已评"), default=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = InspectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("检查记录")
        constraints = [
            models.UniqueConstraint(fields=["tenant", "by", "client_key"], name="inspections_inspection_once")
        ]
        indexes = [
            models.Index(fields=["tenant", "unit", "on"], name="inspections_unit_on"),
            models.Index(fields=["tenant", "round", "unit"], name="inspections_round_visited"),
        ]

    def __str__(self) -> str:
        return f"{self.on:%Y-%m-%d} {self.unit_id}"

    def get_absolute_url(self) -> str:
        return reverse("inspections:show", args=[self.pk])


class Finding(TenantOwned):
    """What was wrong, with the rule in its words of that day; ``matter`` is what became of it."""

    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="findings")
    line = models.ForeignKey(ChecklistLine, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    text = models.CharField(_("发现的问题"), max_length=500)
    rule = models.CharField(_("依据"), max_length=320)
    norm_code = models.CharField(_("对应制度"), max_length=60, blank=True)
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("检查发现")
        constraints = [models.CheckConstraint(condition=~Q(rule=""), name="inspections_finding_cites")]

    def __str__(self) -> str:
        return self.text[:60]


class Bulletin(TenantOwned):
    """What a round came to, drafted from the data, edited by people, issued to everybody whom the round was about."""

    class State(models.TextChoices):
        DRAFT = "draft", _("草稿")
        ISSUED = "issued", _("已印发")

    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="+", db_index=False, verbose_name=_("印发单位")
    )
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(_("标题"), max_length=120)
    text = models.TextField(_("内容"), max_length=8000)
    state = models.CharField(_("状态"), max_length=8, choices=State.choices, default=State.DRAFT)
    issued_on = models.DateField(_("印发日期"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("督查简报")
        constraints = [models.UniqueConstraint(fields=["tenant", "round"], name="inspections_bulletin_round")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("inspections:bulletin", args=[self.pk])


class Rating(TenantOwned):
    """What an inspected unit thinks of an inspection: of a body in a quarter, and of nobody and no day.

    There is no key of the inspection, the unit or the time in it, and no entry holds the answers.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    quarter = models.DateField(_("季度"))
    was_useful = models.BooleanField(_("对工作有帮助"))
    cost_little = models.BooleanField(_("没有打乱工作"))
    asked_nothing = models.BooleanField(_("没有要求准备材料"))

    class Meta:
        verbose_name = _("对检查的评价")
        indexes = [models.Index(fields=["tenant", "unit", "quarter"], name="inspections_rating_unit")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.quarter}"
