from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from leitu.orgs.models import ScopedQuerySet, TenantOwned, Unit
from leitu.people.models import Person, Post


class HandoverQuerySet(ScopedQuerySet):
    """Those of the units in scope; and one's own, on either side."""

    def visible_to(self, actor: Any, permission: Any = None, *, wide: bool = False) -> Any:
        scoped = super().visible_to(actor, permission, wide=wide)
        if actor.is_trusted or not actor.person_id:
            return scoped
        own = Q(giver_id=actor.person_id) | Q(taker_id=actor.person_id)
        return scoped | self.filter(own, tenant_id=actor.tenant_id)


class Handover(TenantOwned):
    """One post of one unit goes from ``giver`` to ``taker`` (交接).

    ``handed``: what was open when it was given, {section: [lines]}, so that both sides confirm the same. ``stand_in``:
    why somebody else confirmed for the giver.
    """

    class State(models.TextChoices):
        OPEN = "open", _("待移交")
        GIVEN = "given", _("待接收")
        TAKEN = "taken", _("已交接")
        WITHDRAWN = "withdrawn", _("已撤回")

    WAITING = (State.OPEN, State.GIVEN)

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("党组织"))
    title = models.CharField(_("职务"), max_length=24, choices=Post.Title.choices)
    giver = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("移交人")
    )
    giver_name = models.CharField(_("移交人"), max_length=100)
    taker = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("接收人"))
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.OPEN)
    papers = models.CharField(_("资料在哪里"), max_length=1000, blank=True)
    note = models.CharField(_("要特别交代的"), max_length=500, blank=True)
    handed: Any = models.JSONField(default=dict, editable=False)
    stand_in = models.CharField(_("代为移交的原因"), max_length=200, blank=True)
    begun_on = models.DateField(_("开始日期"))
    begun_by_label = models.CharField(_("经办人"), max_length=120)
    given_at = models.DateTimeField(_("移交时间"), null=True, blank=True)
    given_by_label = models.CharField(_("移交确认"), max_length=120, blank=True)
    taken_at = models.DateTimeField(_("接收时间"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = HandoverQuerySet.as_manager()

    class Meta:
        verbose_name = _("交接")
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "unit", "title"],
                condition=Q(state__in=["open", "given"]),
                name="handovers_one_waiting",
            )
        ]
        indexes = [
            models.Index(fields=["tenant", "unit", "begun_on"], name="handovers_unit"),
            models.Index(fields=["tenant", "-begun_on", "-id"], name="handovers_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.get_title_display()}"

    def get_absolute_url(self) -> str:
        return reverse("handovers:show", args=[self.pk])

    @property
    def is_waiting(self) -> bool:
        """Whether one of the two sides has not confirmed yet."""
        return self.state in self.WAITING
