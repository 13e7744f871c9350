import datetime as dt

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from leitu.core.periods import add_months
from leitu.orgs.models import ScopedQuerySet, TenantOwned, Unit


class MonthReport(TenantOwned):
    """What people added to a branch's month report, which itself is a question asked of the records.

    There is a row only once somebody wrote his sentence or confirmed, or silence did. ``numbers`` are those that were
    confirmed, with their digest: what is entered later shows as a change since then. ``month`` is its first day.
    """

    CONFIRMED_ON = 5
    """On this day of the next month whoever said nothing has agreed."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+", verbose_name=_("党支部"))
    month = models.DateField(_("月份"))
    sentence = models.CharField(_("补充一句"), max_length=200, blank=True)
    confirmed_at = models.DateTimeField(_("确认时间"), null=True, blank=True)
    confirmed_by = models.BigIntegerField(_("确认人账号"), default=0)
    confirmed_by_label = models.CharField(_("确认人"), max_length=120, blank=True)
    numbers = models.JSONField(_("确认时的数字"), default=dict)
    digest = models.CharField(max_length=64, blank=True)

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("月报")
        constraints = [models.UniqueConstraint(fields=["tenant", "unit", "month"], name="reports_month_unit")]
        indexes = [models.Index(fields=["tenant", "month"], name="reports_month")]

    def __str__(self) -> str:
        return f"{self.unit} {self.month:%Y-%m}"

    @property
    def by_silence(self) -> bool:
        """Whether nobody confirmed it by hand."""
        return self.confirmed_at is not None and not self.confirmed_by_label


def confirmed_on(month: dt.date) -> dt.date:
    """The day on which the report of that month (its first day) is confirmed by silence."""
    return add_months(month, 1).replace(day=MonthReport.CONFIRMED_ON)


class SavedQuestion(TenantOwned):
    """A question that its asker asks again and again, under a name of his own."""

    user_id = models.BigIntegerField(default=0)
    name = models.CharField(_("名称"), max_length=20)
    query = models.CharField(_("条件"), max_length=500)

    class Meta:
        verbose_name = _("存下的查询")
        constraints = [models.UniqueConstraint(fields=["tenant", "user_id", "name"], name="reports_saved_question")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"{reverse('reports:ask')}?{self.query}"
