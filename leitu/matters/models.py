from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

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
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = MatterQuerySet.as_manager()

    class Meta:
        verbose_name = _("清单事项")
        indexes = [
            models.Index(fields=["tenant", "unit", "noted_on"], name="matters_unit_noted"),
            models.Index(fields=["tenant", "state", "due_on"], name="matters_state_due"),
            models.Index(fields=["tenant", "reviewer_unit", "state"], name="matters_reviewer_state"),
            models.Index(fields=["tenant", "person", "state"], name="matters_person_state"),
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
