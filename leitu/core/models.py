"""What the machinery itself remembers: which jobs ran."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class JobRun(models.Model):
    """One run of one job for one minute of its plan; the row is the guard that lets only one worker have it."""

    class Outcome(models.TextChoices):
        RUNNING = "running", _("正在运行")
        DONE = "done", _("完成")
        FAILED = "failed", _("没有完成")
        PARKED = "parked", _("多次失败，已停止重试")
        VOID = "void", _("恢复备份后作废")

    tenant_id = models.BigIntegerField(_("管理主体"), default=0)  # jobs serve the whole installation
    name = models.CharField(_("任务"), max_length=60)
    minute = models.DateTimeField(_("计划时间"))
    outcome = models.CharField(_("结果"), max_length=8, choices=Outcome.choices, default=Outcome.RUNNING)
    attempts = models.PositiveSmallIntegerField(_("次数"), default=1)
    started_at = models.DateTimeField(_("开始时间"))
    alive_at = models.DateTimeField(_("最近一次报到"))
    finished_at = models.DateTimeField(_("结束时间"), null=True, blank=True)
    seconds = models.FloatField(_("用时（秒）"), default=0)
    result = models.JSONField(_("所做的事"), default=dict)
    problem = models.CharField(_("出错的地方"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("任务运行")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["tenant_id", "name", "minute"], name="core_job_run_once"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.minute:%Y-%m-%d %H:%M} {self.outcome}"
