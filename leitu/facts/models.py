from django.db import models
from django.utils.translation import gettext_lazy as _


class Fact(models.Model):
    """One dated, counted thing. Key: tenant, source, kind and person; the rest is what it says."""

    tenant_id = models.BigIntegerField()
    source_type = models.SmallIntegerField(_("来源类别"))
    source_id = models.BigIntegerField(_("来源"))
    kind = models.SmallIntegerField(_("事实类别"))
    person_id = models.BigIntegerField(_("人员"), default=0)
    unit_id = models.BigIntegerField(_("党组织"))
    on = models.DateField(_("日期"))
    amount = models.DecimalField(_("数量"), max_digits=12, decimal_places=2)

    class Meta:
        verbose_name = _("事实")
        constraints = [
            models.UniqueConstraint(
                fields=["tenant_id", "source_type", "source_id", "kind", "person_id"], name="facts_key"
            )
        ]
        indexes = [
            models.Index(fields=["tenant_id", "kind", "on", "unit_id"], name="facts_kind_on"),
            models.Index(fields=["tenant_id", "unit_id", "kind", "on"], name="facts_unit_kind_on"),
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.unit_id} {self.kind} {self.amount}"

    def key(self) -> tuple[int, int, int, int, int]:
        """What makes this fact itself and no other."""
        return (self.tenant_id, self.source_type, self.source_id, self.kind, self.person_id)

    def says(self) -> tuple[int, object, object]:
        """What it says: unit, day, amount."""
        return (self.unit_id, self.on, self.amount)
