import datetime as dt
import json
from typing import Any, Self

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from leitu.approvals.kinds import Kind, kind_of, kinds
from leitu.core.actor import Actor
from leitu.core.clock import now
from leitu.core.crypto import provider, same

OPEN_FOR = dt.timedelta(days=7)
"""An ask that nobody answered is void after so long: what was sensible a week ago need not be so today."""


def digest_of(tenant_id: int, user_id: int, verb: str, arguments: dict[str, Any]) -> str:
    """The keyed digest of what exactly somebody wants to do: two acts with one digest are the same act."""
    parts = [tenant_id, user_id, verb, arguments]
    return provider().audit_digest(
        json.dumps(parts, cls=DjangoJSONEncoder, ensure_ascii=False, sort_keys=True).encode()
    )


class AskQuerySet(models.QuerySet["Ask"]):
    def visible_to(self, actor: Actor) -> Self:
        """One's own asks, and those at units where one may approve such a thing."""
        rows = self.filter(tenant_id=actor.tenant_id)
        if actor.is_trusted:
            return rows
        return rows.filter(Q(asked_by=actor.user_id) | approvable(actor))

    def waiting(self) -> Self:
        """Those that can still be answered."""
        return self.filter(state=Ask.State.ASKED, asked_at__gt=now() - OPEN_FOR)


def approvable(actor: Actor) -> Q:
    """Asks that ``actor`` holds the right to approve; whose they are is another question."""
    found = Q(pk__in=[])
    for kind in kinds():
        if kind.right.allowed_anywhere(actor):
            found |= Q(verb=kind.verb, unit_id__in=kind.right.units(actor))
    return found


class Ask(models.Model):
    """Somebody asks a second person to agree that ``verb`` is done with ``arguments``.

    ``digest`` is that of the arguments, keyed: an approval fits one act only. ``words`` is what else the second person
    is told. ``good_until`` is when an approval ends that was not used.
    """

    class State(models.TextChoices):
        ASKED = "asked", _("等待批准")
        APPROVED = "approved", _("已批准")
        REFUSED = "refused", _("不同意")
        WITHDRAWN = "withdrawn", _("已撤回")
        USED = "used", _("已办理")
        VOID = "void", _("恢复备份后作废")

    tenant_id = models.BigIntegerField(_("管理主体"))
    verb = models.CharField(_("事项"), max_length=60)
    unit_id = models.BigIntegerField(_("党组织"))
    subject = models.CharField(_("内容"), max_length=200)
    arguments = models.JSONField(_("参数"))
    words = models.JSONField(_("说明"), default=dict)
    digest = models.CharField(_("摘要"), max_length=64)
    reason = models.CharField(_("理由"), max_length=200)
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.ASKED)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("请示人")
    )
    asked_by_label = models.CharField(_("请示人"), max_length=120)
    asked_at = models.DateTimeField(_("请示时间"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("答复人"),
    )
    decided_by_label = models.CharField(_("答复人"), max_length=120, blank=True)
    decided_at = models.DateTimeField(_("答复时间"), null=True, blank=True)
    answer = models.CharField(_("答复"), max_length=200, blank=True)
    good_until = models.DateTimeField(_("办理期限"), null=True, blank=True)
    used_at = models.DateTimeField(_("办理时间"), null=True, blank=True)

    objects = AskQuerySet.as_manager()

    class Meta:
        verbose_name = _("请示")
        indexes = [
            models.Index(fields=["tenant_id", "state", "asked_at"], name="approvals_ask_waiting"),
            models.Index(fields=["tenant_id", "asked_by", "digest"], name="approvals_ask_digest"),
        ]

    def __str__(self) -> str:
        return f"{self.kind.label}：{self.subject}"

    def get_absolute_url(self) -> str:
        return reverse("approvals:show", args=[self.pk])

    @property
    def kind(self) -> Kind:
        return kind_of(self.verb)

    @property
    def open_until(self) -> dt.datetime:
        """Until when it can be answered."""
        return self.asked_at + OPEN_FOR

    @property
    def is_waiting(self) -> bool:
        """Whether it can still be answered."""
        return self.state == self.State.ASKED and now() < self.open_until

    @property
    def is_good(self) -> bool:
        """Whether it was approved and may still be used."""
        return self.state == self.State.APPROVED and self.good_until is not None and now() < self.good_until

    @property
    def is_whole(self) -> bool:
        """Whether what would be approved is what was asked; not so when somebody changed the row by hand."""
        return same(self.digest, digest_of(self.tenant_id, self.asked_by_id, self.verb, self.arguments))

    @property
    def is_over(self) -> bool:
        """Whether its time ran out unanswered or unused."""
        return self.state in (self.State.ASKED, self.State.APPROVED) and not self.is_waiting and not self.is_good

    @property
    def standing(self) -> Any:
        """Its state in words, with the time that has run out."""
        return _("已过期") if self.is_over else self.State(self.state).label

    @property
    def tone(self) -> str:
        """The tone of its badge."""
        if self.is_over:
            return "quiet"
        tones = {self.State.ASKED: "warn", self.State.APPROVED: "good", self.State.REFUSED: "bad"}
        return tones.get(self.State(self.state), "quiet")
