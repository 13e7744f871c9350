from typing import Any, NoReturn

from django.db import models
from django.utils.translation import gettext_lazy as _


class Entry(models.Model):
    """One thing that somebody did. Never updated, never deleted (triggers on both databases see to it)."""

    at = models.DateTimeField(_("时间"))
    tenant_id = models.BigIntegerField(_("管理主体"), default=0)
    actor_kind = models.CharField(_("操作者类别"), max_length=12)
    actor_id = models.BigIntegerField(_("账号"), default=0)
    actor_label = models.CharField(_("操作者"), max_length=120)
    verb = models.CharField(_("动作"), max_length=60)
    unit_id = models.BigIntegerField(_("党组织"), default=0)
    object_type = models.CharField(_("对象类别"), max_length=60, blank=True)
    object_id = models.BigIntegerField(_("对象"), default=0)
    object_label = models.CharField(_("对象名称"), max_length=200, blank=True)
    data = models.JSONField(_("内容"), default=dict)
    request_id = models.CharField(_("请求编号"), max_length=36, blank=True)
    digest = models.CharField(_("摘要"), max_length=64)

    class Meta:
        verbose_name = _("操作记录")
        indexes = [
            models.Index(fields=["tenant_id", "object_type", "object_id", "id"], name="audit_object"),
            models.Index(fields=["tenant_id", "unit_id", "id"], name="audit_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_label} {self.verb} {self.object_label}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError("entries are append-only")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("entries are append-only")
