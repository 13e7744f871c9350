from django.db import models
from django.utils.translation import gettext_lazy as _

from leitu.orgs.models import TenantOwned, Unit


class Picture(TenantOwned):
    """What the dashboard of a unit with very many below it said a few minutes ago, when a job counted it.

    Derived: it may be deleted at any time, and pages count for themselves until there is one again. ``numbers`` are
    those of ``pictures.Numbers``, of everything below the unit as ``day`` saw it; ``shares`` what each unit added.
    """

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="+")
    day = models.DateField(_("日期"))
    made_at = models.DateTimeField(_("统计时间"))
    numbers = models.JSONField(_("数字"))
    shares = models.JSONField(_("各党组织所占"), default=dict)

    class Meta:
        verbose_name = _("总览底稿")
        constraints = [models.UniqueConstraint(fields=["tenant", "unit"], name="portal_picture_unit")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.made_at:%Y-%m-%d %H:%M}"
