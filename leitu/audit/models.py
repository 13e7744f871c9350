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
            models.Index(fields=["tenant_id", "actor_id", "id"], name="audit_actor"),
            models.Index(fields=["tenant_id", "verb", "id"], name="audit_verb"),
            models.Index(fields=["tenant_id", "at", "id"], name="audit_at"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_label} {self.verb} {self.object_label}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError("entries are append-only")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("entries are append-only")


class Seal(models.Model):
    """One link of a tenant's chain: which entries were there, with their digests. Append-only like the entries.

    ``entries`` has one line per entry, ``<id> <digest>``, in the order of the ids. ``hash`` is a keyed digest of the
    link before and of everything in this one, so that nobody can mend the chain with the database alone.
    """

    tenant_id = models.BigIntegerField(_("管理主体"), default=0)
    number = models.BigIntegerField(_("序号"))
    previous = models.CharField(_("前一封存值"), max_length=64, blank=True)
    entries = models.TextField(_("封存的记录"))
    count = models.IntegerField(_("记录数"))
    total = models.BigIntegerField(_("累计记录数"))
    last_id = models.BigIntegerField(_("最大记录号"))
    last_at = models.DateTimeField(_("最新记录时间"))
    at = models.DateTimeField(_("封存时间"))
    hash = models.CharField(_("封存值"), max_length=64)

    class Meta:
        verbose_name = _("封存")
        constraints = [models.UniqueConstraint(fields=["tenant_id", "number"], name="audit_seal_number")]
        indexes = [models.Index(fields=["last_at"], name="audit_seal_last_at")]

    def __str__(self) -> str:
        return f"{self.tenant_id} #{self.number} {self.hash[:12]}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError("seals are append-only")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("seals are append-only")

    def listed(self) -> list[tuple[int, str]]:
        """The entries of this link as (id, digest). Raises ValueError when the list was damaged."""
        lines = [line.split(" ") for line in self.entries.split("\n")] if self.entries else []
        return [(int(number), digest) for number, digest in lines]
