from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from leitu.core.clock import now
from leitu.orgs.models import ScopedQuerySet, TenantOwned, Unit
from leitu.people.models import Person


class MatterQuerySet(ScopedQuerySet):
    is_shared = True

    def waiting(self) -> "MatterQuerySet":
        """On the ledger and not closed."""
        return self.filter(state__in=Matter.ON_LEDGER)


class Matter(TenantOwned):
    """One line of the four lists (清单). ``unit`` owns it: with ``person`` the 责任主体 of the four clarities."""

    class Kind(models.TextChoices):
        PROBLEM = "problem", _("问题")
        TASK = "task", _("任务")
        RESPONSIBILITY = "responsibility", _("责任")
        RECTIFICATION = "rectification", _("整改")

    class State(models.TextChoices):
        NOTED = "noted", _("已记下")
        PUBLISHED = "published", _("已挂账")
        IN_PROGRESS = "in_progress", _("办理中")
        CLOSE_REQUESTED = "close_requested", _("待核查")
        CLOSED = "closed", _("已销号")
        SENT_BACK = "sent_back", _("已退回")
        REOPENED = "reopened", _("重新挂账")
        SET_ASIDE = "set_aside", _("不挂账")

    ON_LEDGER = (State.PUBLISHED, State.IN_PROGRESS, State.CLOSE_REQUESTED, State.SENT_BACK, State.REOPENED)
    """Published and not closed: what 未销 counts."""

    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="+", db_index=False, verbose_name=_("责任单位")
    )
    kind = models.CharField(_("清单"), max_length=16, choices=Kind.choices, default=Kind.PROBLEM)
    title = models.CharField(_("事项"), max_length=500)
    state = models.CharField(_("状态"), max_length=16, choices=State.choices, default=State.NOTED)
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("责任人")
    )
    person_name = models.CharField(_("责任人"), max_length=100, blank=True)
    standard = models.CharField(_("工作标准"), max_length=500, blank=True)
    due_on = models.DateField(_("完成时间"), null=True, blank=True)
    first_due_on = models.DateField(_("原定完成时间"), null=True, blank=True)
    reviewer_unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("考核单位")
    )
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts", verbose_name=_("属于")
    )
    weight = models.PositiveSmallIntegerField(_("权重"), default=1)
    given_by = models.ForeignKey(
        Unit,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("下达单位"),
    )
    minutes = models.PositiveIntegerField(_("预计用时（分钟）"), default=0)
    asked_due_on = models.DateField(_("申请延期到"), null=True, blank=True)
    asked_reason = models.CharField(_("延期原因"), max_length=500, blank=True)
    source_kind = models.CharField(max_length=20, blank=True, editable=False)
    source_key = models.CharField(max_length=120, blank=True, editable=False)
    source_text = models.CharField(_("来源"), max_length=200, blank=True)
    norm_code = models.CharField(_("对应制度"), max_length=60, blank=True)
    noted_on = models.DateField(_("记下日期"))
    noted_by = models.BigIntegerField(default=0)
    noted_by_label = models.CharField(_("记下的人"), max_length=120)
    closed_on = models.DateField(_("销号日期"), null=True, blank=True)
    effect = models.CharField(_("成效"), max_length=500, blank=True)
    times_reopened = models.PositiveSmallIntegerField(_("重新挂账次数"), default=0)
    stages_told = models.PositiveSmallIntegerField(_("提醒到第几步"), default=0)
    look_on = models.DateField(_("回头看"), null=True, blank=True)
    is_key = models.BooleanField(_("重点"), default=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = MatterQuerySet.as_manager()

    class Meta:
        verbose_name = _("清单事项")
        indexes = [
            models.Index(fields=["tenant", "unit", "noted_on"], name="matters_unit_noted"),
            models.Index(fields=["tenant", "state", "due_on"], name="matters_state_due"),
            models.Index(fields=["tenant", "reviewer_unit", "state"], name="matters_reviewer_state"),
            models.Index(fields=["tenant", "person", "state"], name="matters_person_state"),
            models.Index(
                fields=["tenant", "source_kind", "source_key"],
                condition=~models.Q(source_kind=""),
                name="matters_source",
            ),
            models.Index(
                fields=["tenant", "reviewer_unit", "look_on"],
                condition=models.Q(look_on__isnull=False),
                name="matters_look",
            ),
            models.Index(fields=["tenant", "unit"], condition=models.Q(is_key=True), name="matters_key"),
            models.Index(
                fields=["tenant", "given_by", "noted_on"],
                condition=models.Q(given_by__isnull=False),
                name="matters_given",
            ),
        ]

    def __str__(self) -> str:
        return self.title[:60]

    def get_absolute_url(self) -> str:
        return reverse("matters:show", args=[self.pk])


class Step(TenantOwned):
    """One thing that was done to a matter; appended, never changed (trigger).

    ``unit`` is the owner at that time, ``due_on`` the date that held; ``data`` holds what the sentence needs.
    """

    class Kind(models.TextChoices):
        NOTED = "noted", _("记下")
        CHANGED = "changed", _("补充")
        PUBLISHED = "published", _("公布挂账")
        BEGUN = "begun", _("开始办理")
        PROGRESS = "progress", _("进展")
        CLOSE_REQUESTED = "close_requested", _("申请销号")
        CLOSED = "closed", _("核查销号")
        SENT_BACK = "sent_back", _("退回")
        REOPENED = "reopened", _("重新挂账")
        SET_ASIDE = "set_aside", _("不挂账")
        TAKEN_UP = "taken_up", _("重新记入")
        EXTENSION_ASKED = "extension_asked", _("申请延期")
        EXTENDED = "extended", _("延期")
        EXTENSION_REFUSED = "extension_refused", _("不同意延期")
        ASSIGNED = "assigned", _("明确责任人")
        HANDED_OVER = "handed_over", _("移交")
        HELPER = "helper", _("增加协办")
        EVIDENCE = "evidence", _("佐证")
        URGED = "urged", _("提醒")
        SPLIT = "split", _("下发分项")
        REVIEWER = "reviewer", _("考核单位变动")
        LOOKED = "looked", _("回头看")
        WORD_ASKED = "word_asked", _("请当事人回话")
        WORD_GIVEN = "word_given", _("当事人回话")
        MARKED = "marked", _("列为重点")
        INQUIRED = "inquired", _("过问")
        SUPERVISED = "supervised", _("督办")

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="steps", db_index=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(_("步骤"), max_length=20, choices=Kind.choices)
    on = models.DateField(_("日期"))
    at = models.DateTimeField(_("时间"))
    by = models.BigIntegerField(default=0)
    by_label = models.CharField(_("办理人"), max_length=120)
    text = models.CharField(_("内容"), max_length=500, blank=True)
    due_on = models.DateField(_("完成时间"), null=True, blank=True)
    data: Any = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("办理经过")
        indexes = [
            models.Index(fields=["tenant", "matter", "id"], name="matters_step_matter"),
            models.Index(fields=["tenant", "kind", "on"], name="matters_step_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.matter_id} {self.kind}"


class WordQuerySet(models.QuerySet["Word"]):
    def waiting(self) -> "WordQuerySet":
        """Links that can still be answered."""
        return self.filter(answered_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=now())


class Word(TenantOwned):
    """A one-time link by which somebody who is affected says whether it is solved. Only a digest of the code is kept.

    Who he is is not asked. ``effect`` is the sentence that he was shown.
    """

    class Answer(models.TextChoices):
        SOLVED = "solved", _("解决了")
        UNSOLVED = "unsolved", _("没解决")

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="words", db_index=False)
    digest = models.CharField(_("摘要"), max_length=64, db_index=True)
    effect = models.CharField(_("成效"), max_length=500)
    asked_by = models.BigIntegerField(default=0)
    asked_by_label = models.CharField(_("发出的人"), max_length=120)
    asked_at = models.DateTimeField(_("发出时间"))
    expires_at = models.DateTimeField(_("有效至"))
    withdrawn_at = models.DateTimeField(_("作废时间"), null=True, blank=True)
    answered_at = models.DateTimeField(_("回话时间"), null=True, blank=True)
    answer = models.CharField(_("回话"), max_length=8, choices=Answer.choices, blank=True)
    text = models.CharField(_("说的话"), max_length=500, blank=True)

    objects = WordQuerySet.as_manager()

    class Meta:
        verbose_name = _("当事人回话")
        constraints = [models.UniqueConstraint(fields=["tenant", "digest"], name="matters_word_digest")]
        indexes = [models.Index(fields=["tenant", "matter"], name="matters_word_matter")]

    def __str__(self) -> str:
        return f"{self.matter_id} {self.answer}"


class LookDraw(TenantOwned):
    """A sample of what was closed in one month, to be looked at again ``months`` later (回头看).

    Whoever has ``seed``, ``share`` and the steps up to ``last_step``, which never change, draws the same list again.
    """

    closed_in = models.DateField(_("销号月份"))
    months = models.PositiveSmallIntegerField(_("几个月后"))
    on = models.DateField(_("抽取日期"))
    seed = models.CharField(_("种子"), max_length=32)
    share = models.PositiveSmallIntegerField(_("比例（%）"))
    last_step = models.BigIntegerField(default=0)
    pool = models.PositiveIntegerField(_("销号件数"))
    drawn = models.PositiveIntegerField(_("抽中件数"))
    digest = models.CharField(_("名单摘要"), max_length=64)

    class Meta:
        verbose_name = _("回头看抽样")
        constraints = [
            models.UniqueConstraint(fields=["tenant", "closed_in", "months"], name="matters_look_draw"),
        ]

    def __str__(self) -> str:
        return f"{self.closed_in:%Y-%m} +{self.months}"

    def get_absolute_url(self) -> str:
        return reverse("matters:draw", args=[self.pk])


class Budget(TenantOwned):
    """What a unit may give each unit below in one year without a written reason, where it is not the usual."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False, verbose_name=_("单位"))
    year = models.PositiveSmallIntegerField(_("年份"))
    minutes = models.PositiveIntegerField(_("每个下级一年（分钟）"))

    class Meta:
        verbose_name = _("减负额度")
        constraints = [models.UniqueConstraint(fields=["tenant", "unit", "year"], name="matters_budget_unit")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.year}"


class Dispatch(TenantOwned):
    """One task given to very many units: its parts are made in sets, by a job; ``last_unit`` is how far it has come."""

    class State(models.TextChoices):
        WAITING = "waiting", _("正在下发")
        DONE = "done", _("已下发")
        STOPPED = "stopped", _("已停止")

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="dispatches", db_index=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    scope = models.CharField(_("交给"), max_length=8)
    title = models.CharField(_("要做什么"), max_length=500)
    standard = models.CharField(_("工作标准"), max_length=500)
    due_on = models.DateField(_("完成时间"))
    weight = models.PositiveSmallIntegerField(_("权重"), default=1)
    minutes = models.PositiveIntegerField(_("每个党组织大约要几分钟"), default=0)
    state = models.CharField(_("状态"), max_length=8, choices=State.choices, default=State.WAITING)
    total = models.PositiveIntegerField(_("党组织"))
    done = models.PositiveIntegerField(_("已下发"), default=0)
    last_unit = models.BigIntegerField(default=0)
    by = models.BigIntegerField(default=0)
    by_label = models.CharField(_("下发的人"), max_length=120)
    at = models.DateTimeField(_("时间"))

    objects = MatterQuerySet.as_manager()

    class Meta:
        verbose_name = _("成批下发")
        indexes = [
            models.Index(fields=["tenant", "matter"], name="matters_dispatch_matter"),
            models.Index(fields=["state"], condition=models.Q(state="waiting"), name="matters_dispatch_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.done}/{self.total}"

    def get_absolute_url(self) -> str:
        return reverse("matters:dispatch_progress", args=[self.pk])


class CampaignQuerySet(ScopedQuerySet):
    """Rows of units in sight; ``campaigns.seen`` adds those of the units above."""


class Campaign(TenantOwned):
    """A special effort (专项行动): a name for what a filter finds on the ledger of ``unit`` and below, with an end."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False, verbose_name=_("单位"))
    title = models.CharField(_("名称"), max_length=100)
    basis = models.CharField(_("依据文件"), max_length=200)
    approver = models.CharField(_("批准人"), max_length=100)
    starts_on = models.DateField(_("开始"))
    ends_on = models.DateField(_("结束"))
    kind = models.CharField(_("清单"), max_length=16, choices=Matter.Kind.choices, blank=True)
    words = models.CharField(_("事项里有这些词"), max_length=200, blank=True)
    source = models.CharField(_("来源里有"), max_length=60, blank=True)
    opened_by_label = models.CharField(_("发起的人"), max_length=120)
    ended_at = models.DateTimeField(_("收尾时间"), null=True, blank=True)
    summary = models.TextField(_("小结"), blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = CampaignQuerySet.as_manager()

    class Meta:
        verbose_name = _("专项行动")
        indexes = [models.Index(fields=["tenant", "unit", "ends_on"], name="matters_campaign_unit")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("matters:campaign", args=[self.pk])


class SavedView(TenantOwned):
    """The ledger as one reader narrows it again and again, under a name of his own."""

    user_id = models.BigIntegerField(default=0)
    name = models.CharField(_("名称"), max_length=20)
    query = models.CharField(_("条件"), max_length=1000)

    class Meta:
        verbose_name = _("常用条件")
        constraints = [models.UniqueConstraint(fields=["tenant", "user_id", "name"], name="matters_saved_view")]

    def __str__(self) -> str:
        return self.name
