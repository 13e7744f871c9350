"""A branch chosen by its code or name: of nine thousand nobody chooses in a list."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from leitu.core.clock import today
from leitu.core.fields import CleanChar
from leitu.orgs.kinds import branch_kinds
from leitu.orgs.models import Unit
from leitu.orgs.queries import search_units


def branches_called(tenant_id: int, q: str, most: int = 6) -> list[Unit]:
    """Branches of the district that are meant by a code or a part of the name; exactly one where the code fits."""
    rows = Unit.objects.filter(tenant_id=tenant_id, kind__in=branch_kinds()).existing_on(today())
    exact = list(rows.filter(Q(code=q) | Q(name=q)).order_by("pk")[:2])
    if len(exact) == 1:
        return exact
    return list(search_units(rows, tenant_id, q).order_by("name", "pk")[:most])


class BranchField(CleanChar):
    """The form's field; the form sets ``tenant_id``. Its value is the Unit, None for nothing."""

    def __init__(self, **more: Any) -> None:
        super().__init__(max_length=200, **more)
        self.tenant_id = 0

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        if not typed:
            return None
        found = branches_called(self.tenant_id, typed)
        if len(found) == 1:
            return found[0]
        if not found:
            raise ValidationError(_("没有找到这个党支部，请核对名称，或者填党组织代码。"))
        names = "；".join(f"{unit.name}（{unit.code}）" for unit in found)
        raise ValidationError(_("有几个相近的，请填代码：%(names)s") % {"names": names})
