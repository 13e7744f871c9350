"""What programs may ask of the discipline line: where a yearly check is missing, and never what it is about."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _
from ninja import Query

from leitu.api.bodies import filled, question
from leitu.api.operations import Area, Call
from leitu.api.schema import Listed, Named, Out, listed
from leitu.core.clock import today
from leitu.integrity import forms, policies, queries

area = Area("integrity", _("廉政监督"))
RiskQuestion: Any = question("RiskQuestion", forms.RiskFilter)


class RiskLine(Out):
    """One risk point without its words. ``last_on`` is null when it was never checked."""

    id: int
    unit: Named
    area: str
    is_due: bool
    last_on: dt.date | None


def line(row: Any) -> RiskLine:
    unit = Named(id=row.unit_id, name=row.unit.name)
    return RiskLine(id=row.pk, unit=unit, area=row.area, is_due=row.is_due, last_on=row.last_on)


@area.reads("/", "integrity.list", policies.KEEP)
def list_risks(request: Call, asked: Query[RiskQuestion]) -> Listed[RiskLine]:
    """The risk points in sight, those that were not checked this year first."""
    rows = filled(forms.RiskFilter, asked).filter(queries.listed(request.actor, today()))
    return listed(rows.order_by("-is_due", "unit__name", "area", "pk"), asked, line)
