from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from leitu.activities.models import Activity, Resolution
from leitu.matters.models import Matter
from leitu.orgs.models import ScopedQuerySet, TenantOwned
from leitu.people.models import Person


class MotionQuerySet(ScopedQuerySet):
    unit_path = "activity__unit"


class Motion(TenantOwned):
    """One thing put before a meeting. Decided it has its resolution, with the votes; withdrawn there, it is open again."""

    class Way(models.TextChoices):
        HANDS = "hands", _("举手表决")
        NAMED = "named", _("记名表决")

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="+", verbose_name=_("会议"))
    order = models.PositiveSmallIntegerField(_("顺序"))
    kind = models.CharField(_("类别"), max_length=40)
    title = models.CharField(_("动议"), max_length=200)
    proposer_name = models.CharField(_("提出人"), max_length=100, blank=True)
    way = models.CharField(_("表决方式"), max_length=8, choices=Way.choices, blank=True)
    resolution = models.ForeignKey(
        Resolution, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("决议")
    )
    matter = models.ForeignKey(
        Matter, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("任务")
    )
    withdrawn_on = models.DateField(_("撤回日期"), null=True, blank=True)
    by_label = models.CharField(_("写下的人"), max_length=120)

    objects = MotionQuerySet.as_manager()

    class Meta:
        verbose_name = _("动议")
        constraints = [
            models.UniqueConstraint(fields=["tenant", "activity", "order"], name="motions_order"),
            models.UniqueConstraint(fields=["tenant", "resolution"], name="motions_resolution"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"{reverse('motions:list', args=[self.activity_id])}#motion-{self.order}"

    @property
    def is_open(self) -> bool:
        """Neither decided nor withdrawn."""
        return self.resolution_id is None and self.withdrawn_on is None


class Vote(TenantOwned):
    """How one person voted where names were called."""

    class Choice(models.TextChoices):
        IN_FAVOUR = "in_favour", _("赞成")
        AGAINST = "against", _("反对")
        ABSTAINED = "abstained", _("弃权")

    motion = models.ForeignKey(Motion, on_delete=models.CASCADE, related_name="votes")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("党员"))
    choice = models.CharField(_("表决"), max_length=10, choices=Choice.choices)

    class Meta:
        verbose_name = _("记名表决")
        constraints = [models.UniqueConstraint(fields=["tenant", "motion", "person"], name="motions_vote_once")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.choice}"
