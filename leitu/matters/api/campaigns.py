"""Special efforts for programs."""

from typing import Any

from ninja import Query

from leitu.api.bodies import clean, question
from leitu.api.operations import Call, one
from leitu.api.schema import Listed, Named, listed
from leitu.matters import actions, campaigns, forms, policies
from leitu.matters.api.acting import CampaignBody, SummaryBody
from leitu.matters.api.answers import CampaignRecord, area
from leitu.matters.models import Campaign, Matter
from leitu.orgs.models import Unit

CampaignQuestion: Any = question("MatterCampaignQuestion")


def _record(request: Call, row: Campaign) -> CampaignRecord:
    found = campaigns.result_of(row, Matter.objects.visible_to(request.actor, wide=True))
    return CampaignRecord(
        id=row.pk,
        unit=Named(id=row.unit_id, name=row.unit.name),
        title=row.title,
        basis=row.basis,
        approver=row.approver,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        kind=row.kind,
        words=row.words,
        source=row.source,
        is_ended=row.ended_at is not None,
        summary=row.summary,
        all=found.totals.all,
        closed=found.totals.closed,
        waiting=found.totals.waiting,
        overdue=found.totals.overdue,
        version=row.version,
    )


@area.reads("/campaigns", "matters.campaigns", policies.VIEW)
def list_campaigns(request: Call, asked: Query[CampaignQuestion]) -> Listed[CampaignRecord]:
    """Special efforts that concern the reader, the last to end first; numbers are of what he sees."""
    rows = campaigns.seen(request.actor).order_by("-ends_on", "-pk")
    return listed(rows, asked, lambda row: _record(request, row))


@area.acts("/campaigns/open_campaign", "matters.open_campaign", policies.CHECK)
def open_campaign(request: Call, data: CampaignBody) -> CampaignRecord:
    """Name what a filter finds at a unit and below between two days."""
    unit = one(Unit.objects.visible_to(request.actor, policies.VIEW), pk=data.unit)
    policies.REVIEW.require(request.actor, unit)
    row = actions.open_campaign(actor=request.actor, unit=unit, **clean(forms.CampaignForm, data))
    return _record(request, row)


@area.acts("/campaigns/{int:pk}/end_campaign", "matters.end_campaign", policies.REVIEW)
def end_campaign(request: Call, pk: int, data: SummaryBody) -> CampaignRecord:
    """End it with a summary; what is open stays on the ledger."""
    row = one(campaigns.seen(request.actor), pk=pk)
    policies.REVIEW.require(request.actor, row)
    given = clean(forms.SummaryForm, data)
    return _record(request, actions.end_campaign(actor=request.actor, campaign=row, version=data.version, **given))
