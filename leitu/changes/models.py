from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from leitu.orgs.models import ScopedQuerySet, TenantOwned, Unit


class ChangeQuerySet(ScopedQuerySet):
    """Changes of units in sight."""


class Change(TenantOwned):
    """One change of the tree, from its preview to the day on which it was carried out, or taken back.

    ``unit`` is what changes (for FOUND: what the new one stands under), ``target`` the new superior (MOVE) or whoever
    takes over (MERGE, DISSOLVE). ``picks``: {"persons": keys, "groups": keys} that leave in a SPLIT. ``result`` is what
    undoing needs, and the counted lines: {"made", "before", "after", "lines", "traces"}.
    """

    class Kind(models.TextChoices):
        FOUND = "found", _("新建")
        RENAME = "rename", _("更名")
        MOVE = "move", _("调整隶属")
        MERGE = "merge", _("合并")
        SPLIT = "split", _("拆分")
        DISSOLVE = "dissolve", pgettext_lazy("a party organisation", "撤销")

    class State(models.TextChoices):
        PREPARED = "prepared", _("还没确认")
        SCHEDULED = "scheduled", _("到期自动办理")
        DONE = "done", _("已办理")
        REFUSED = "refused", _("没有办成")
        WITHDRAWN = "withdrawn", _("已撤回")
        UNDONE = "undone", _("已恢复原状")

    WAITING = (State.PREPARED, State.SCHEDULED)

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("党组织"))
    kind = models.CharField(_("调整类别"), max_length=10, choices=Kind.choices)
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.PREPARED)
    on = models.DateField(_("从哪天起"))
    target = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("接收的党组织")
    )
    name = models.CharField(_("名称"), max_length=200, blank=True)
    code = models.CharField(_("党组织代码"), max_length=60, blank=True)
    unit_kind = models.CharField(_("组织类别"), max_length=20, choices=Unit.Kind.choices, blank=True)
    sector = models.CharField(_("所属领域"), max_length=20, choices=Unit.Sector.choices, blank=True)
    picks: Any = models.JSONField(default=dict, editable=False)
    document = models.CharField(_("批复文号"), max_length=100, blank=True)
    decided_on = models.DateField(_("批复日期"), null=True, blank=True)
    approver = models.CharField(_("批准机关"), max_length=100, blank=True)
    note = models.CharField(_("说明"), max_length=500, blank=True)
    prepared_by = models.BigIntegerField(default=0, editable=False)
    prepared_by_label = models.CharField(_("拟办人"), max_length=120)
    prepared_at = models.DateTimeField(_("拟办时间"))
    settled_at = models.DateTimeField(_("办结时间"), null=True, blank=True)
    refusal = models.CharField(_("没有办成的原因"), max_length=500, blank=True)
    result: Any = models.JSONField(default=dict, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("组织调整")
        indexes = [
            models.Index(fields=["tenant", "state", "on"], name="changes_state_on"),
            models.Index(fields=["tenant", "-on", "-id"], name="changes_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.unit}"

    def get_absolute_url(self) -> str:
        return reverse("changes:show", args=[self.pk])

    @property
    def is_waiting(self) -> bool:
        """Whether it may still be carried out or withdrawn."""
        return self.state in self.WAITING
