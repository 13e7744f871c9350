"""The endpoints of waivers: single ones, and decisions about whole areas."""

import datetime as dt
from typing import Annotated, Any, Literal

from ninja import Query
from pydantic import Field

from leitu.api.bodies import body, clean, filled
from leitu.api.operations import Call, one
from leitu.api.schema import Asked, Listed, Named, Out, listed
from leitu.norms import actions, forms, policies
from leitu.norms.api.duties import WaiverLine, area, unit_of, waiver_line
from leitu.norms.models import BulkWaiver, Waiver
from leitu.norms.queries import counted_titles
from leitu.orgs.models import Unit

Codes = Annotated[list[Annotated[str, Field(min_length=1, max_length=60)]], Field(min_length=1, max_length=100)]
WaiveManyBody: Any = body(
    "WaiveManyBody",
    forms.AreaForm,
    without=["unit"],
    more={
        "norms": (Codes, ...),
        "ground": (Literal[tuple(Waiver.Ground.values)], ...),
        "reason": (Annotated[str, Field(min_length=1, max_length=500)], ...),
    },
)


class BulkLine(Out):
    """A decision about an area; both days are inclusive. ``kind`` and ``sector`` are empty where they narrow nothing."""

    id: int
    unit: Named
    kind: str
    sector: str
    norms: list[str]
    since: dt.date
    until: dt.date
    ground: str
    reason: str
    made_by: str
    made_at: dt.datetime
    withdrawn_at: dt.datetime | None


def _bulk_line(row: BulkWaiver) -> BulkLine:
    return BulkLine(
        id=row.pk,
        unit=Named(id=row.unit_id, name=row.unit.name),
        kind=row.kind,
        sector=row.sector,
        norms=row.norms,
        since=row.since,
        until=row.until,
        ground=row.ground,
        reason=row.reason,
        made_by=row.made_by_label,
        made_at=row.made_at,
        withdrawn_at=row.withdrawn_at,
    )


@area.reads("/waivers", "norms.waivers", policies.VIEW)
def list_waivers(request: Call, asked: Query[Asked]) -> Listed[WaiverLine]:
    """The waivers of the units in sight, withdrawn ones too, the newest first."""
    rows = Waiver.objects.visible_to(request.actor).select_related("unit").order_by("-pk")
    return listed(rows, asked, lambda row: waiver_line(row, row.unit))


@area.acts("/waivers/{int:pk}/withdraw", "norms.withdraw_waiver", policies.WAIVE)
def withdraw_waiver(request: Call, pk: int) -> WaiverLine:
    """Take a waiver back: the duty counts again."""
    row = one(Waiver.objects.visible_to(request.actor, policies.VIEW).select_related("unit"), pk=pk)
    policies.WAIVE.require(request.actor, row)
    return waiver_line(actions.withdraw_waiver(actor=request.actor, waiver=row), row.unit)


@area.reads("/waivers/bulk", "norms.bulk_waivers", policies.WAIVE)
def list_bulk(request: Call, asked: Query[Asked]) -> Listed[BulkLine]:
    """The decisions about areas in which one may waive, the newest first."""
    rows = BulkWaiver.objects.visible_to(request.actor, policies.WAIVE).select_related("unit").order_by("-pk")
    return listed(rows, asked, _bulk_line)


@area.acts("/areas/{int:pk}/waive_many", "norms.waive_many", policies.WAIVE)
def waive_many(request: Call, pk: int, data: WaiveManyBody) -> BulkLine:
    """Waive what a unit and everything below it owes and has not met in some time: one decision."""
    owner = unit_of(request, pk)
    policies.WAIVE.require(request.actor, owner)
    chosen = filled(
        forms.AreaForm,
        data,
        over={"unit": owner.pk},
        areas=Unit.objects.filter(pk=owner.pk),
        titles=counted_titles(owner.tenant_id),
    )
    said = clean(forms.WaiveForm, data)
    return _bulk_line(actions.waive_many(actor=request.actor, area=chosen.area(), **said))


@area.acts("/waivers/bulk/{int:pk}/withdraw", "norms.withdraw_bulk", policies.WAIVE)
def withdraw_bulk(request: Call, pk: int) -> BulkLine:
    """Take a decision about an area back as a whole."""
    row = one(BulkWaiver.objects.visible_to(request.actor, policies.VIEW), pk=pk)
    policies.WAIVE.require(request.actor, row)
    return _bulk_line(actions.withdraw_bulk(actor=request.actor, bulk=row))
