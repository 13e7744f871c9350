from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from leitu.orgs.models import ScopedQuerySet, TenantOwned, Unit
from leitu.people.models import Person


class Merge(TenantOwned):
    """Two entries of the register were one human being: what ``gone`` had is now of ``kept``.

    ``moved`` says which rows (model.field -> keys), ``filled`` which empty items of ``kept`` were filled, ``ended`` the
    membership that was an entry too many (0: none): enough to undo it.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("党支部"))
    kept = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("保留"))
    gone = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("并入"))
    reason = models.CharField(_("依据"), max_length=500)
    moved: Any = models.JSONField(default=dict)
    filled: Any = models.JSONField(default=list)
    ended = models.BigIntegerField(default=0)
    on = models.DateField(_("日期"))
    by_label = models.CharField(_("办理人"), max_length=120)
    undone_on = models.DateField(_("撤销日期"), null=True, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("合并登记")
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "gone"], condition=Q(undone_on__isnull=True), name="duplicates_merge_once"
            )
        ]

    def __str__(self) -> str:
        return self.kept.name

    def get_absolute_url(self) -> str:
        return reverse("duplicates:list")

    @property
    def count(self) -> int:
        """How many rows moved."""
        return sum(len(keys) for keys in self.moved.values())


class Distinct(TenantOwned):
    """Somebody has looked: these two are not the same. ``first`` has the lower key."""

    first = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(_("依据"), max_length=500)
    by_label = models.CharField(_("办理人"), max_length=120)

    class Meta:
        verbose_name = _("不是同一个人")
        constraints = [models.UniqueConstraint(fields=["tenant", "first", "second"], name="duplicates_distinct_pair")]

    def __str__(self) -> str:
        return f"{self.first_id} {self.second_id}"
