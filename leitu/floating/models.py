import datetime as dt

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from leitu.orgs.models import ScopedQuerySet, TenantOwned, Unit
from leitu.people.models import FloatingRecord, Person


class CareQuerySet(ScopedQuerySet):
    """Those of the home branches in scope; the receiving branch sees them as involved."""

    is_shared = True


class Care(TenantOwned):
    """One stay away: who keeps in touch (``contact``), how often at least, by when next; and where he takes part.

    ``unit`` is the home branch, ``host`` the receiving one where it is of this district, else ``host_name`` says which.
    """

    MOST_MONTHS = 6
    """Contact at least every half year (教育管理工作条例 art. 34 for those abroad; catalogue M11 for all)."""

    record = models.ForeignKey(FloatingRecord, on_delete=models.PROTECT, related_name="+", verbose_name=_("流动"))
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("党员"))
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", verbose_name=_("所在党支部"))
    contact = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("联系人"))
    every_months = models.PositiveSmallIntegerField(_("几个月联系一次"), default=1)
    next_on = models.DateField(_("下次联系"))
    host = models.ForeignKey(
        Unit, on_delete=models.PROTECT, related_name="+", null=True, blank=True, verbose_name=_("流入地党支部")
    )
    host_name = models.CharField(_("流入地党组织"), max_length=200, blank=True)
    welcomed_on = models.DateField(_("流入地接上的日期"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = CareQuerySet.as_manager()

    class Meta:
        verbose_name = _("流动党员联系")
        constraints = [models.UniqueConstraint(fields=["tenant", "record"], name="floating_care_record")]
        indexes = [
            models.Index(fields=["tenant", "unit", "next_on"], name="floating_care_unit"),
            models.Index(fields=["tenant", "person"], name="floating_care_person"),
        ]

    def __str__(self) -> str:
        return self.person.name

    def get_absolute_url(self) -> str:
        return reverse("floating:show", args=[self.pk])

    def light(self, day: dt.date) -> str:
        """``overdue``, ``due_soon`` (a week before) or ``upcoming``, by the next contact."""
        if self.next_on < day:
            return "overdue"
        return "due_soon" if self.next_on <= day + dt.timedelta(days=7) else "upcoming"


class Contact(TenantOwned):
    """Somebody got in touch. Never changed; what was wrong is said by the next one."""

    class Way(models.TextChoices):
        PHONE = "phone", _("打电话")
        MESSAGE = "message", _("发消息")
        MET = "met", _("见了面")

    care = models.ForeignKey(Care, on_delete=models.PROTECT, related_name="contacts", db_index=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    on = models.DateField(_("日期"))
    way = models.CharField(_("方式"), max_length=8, choices=Way.choices)
    text = models.CharField(_("情况"), max_length=200, blank=True)
    at = models.DateTimeField(_("记录时间"))
    by_label = models.CharField(_("记录人"), max_length=120)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("联系记录")
        indexes = [models.Index(fields=["tenant", "care", "on"], name="floating_contact_care")]

    def __str__(self) -> str:
        return f"{self.care_id} {self.on}"
