"""A unit chosen by its name or code: of nine thousand nobody chooses in a list."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from leitu.core.clock import today
from leitu.core.fields import CleanChar
from leitu.orgs.kinds import branch_kinds
from leitu.orgs.models import Unit
from leitu.orgs.queries import search_units


def units_called(rows: "QuerySet[Any, Any]", tenant_id: int, q: str, most: int = 6) -> list[Unit]:
    """Those of ``rows``, units of that district, that a name, a part of it or a code means; one where it fits."""
    rows = rows.filter(tenant_id=tenant_id)
    exact = list(rows.filter(Q(code=q) | Q(name=q)).order_by("pk")[:2])
    if len(exact) == 1:
        return exact
    return list(search_units(rows, tenant_id, q).order_by("name", "pk")[:most])


class UnitField(CleanChar):
    """The form's field; the form calls ``among``. Its value is the Unit, None for nothing."""

    missing = _("没有找到这个党组织，请核对名称，或者填党组织代码。")

    def __init__(self, **more: Any) -> None:
        super().__init__(max_length=200, **more)
        self.tenant_id = 0
        self.rows: QuerySet[Any, Any] = Unit.objects.none()

    def among(self, tenant_id: int, rows: "QuerySet[Any, Any] | None" = None) -> None:
        """Choose of these units of a district; without ``rows`` of all that exist today."""
        self.tenant_id = tenant_id
        self.rows = Unit.objects.existing_on(today()) if rows is None else rows

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        if not typed:
            return None
        found = units_called(self.rows, self.tenant_id, typed)
        if len(found) == 1:
            return found[0]
        if not found:
            raise ValidationError(self.missing)
        names = "；".join(f"{unit.name}（{unit.code}）" for unit in found)
        raise ValidationError(gettext("有几个相近的，请填代码：%(names)s") % {"names": names})


class BranchField(UnitField):
    """A branch of the district."""

    missing = _("没有找到这个党支部，请核对名称，或者填党组织代码。")

    def among(self, tenant_id: int, rows: "QuerySet[Any, Any] | None" = None) -> None:
        super().among(tenant_id, rows)
        self.rows = self.rows.filter(kind__in=branch_kinds())
