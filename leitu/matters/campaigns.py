"""Special efforts (专项行动): which there are for a reader, what each finds on the ledger, and what is said at its end."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext as _

from leitu.core.actor import Actor
from leitu.core.clock import today
from leitu.matters import queries
from leitu.matters.models import Campaign, Matter
from leitu.orgs.models import Unit, UnitLink, valid_on
from leitu.ui.templatetags.dates import plain_day

MOST_AT_ONCE = 3
"""One branch in more than so many at once is warned of (catalogue R11)."""


def seen(actor: Actor) -> "QuerySet[Any, Any]":
    """Those of units in sight, and of the units above one's own: they concern whoever stands below."""
    above = UnitLink.objects.filter(
        valid_on(today()), tenant_id=actor.tenant_id, descendant_id__in=queries.own_units(actor)
    )
    own = Campaign.objects.visible_to(actor).values("pk")
    rows = Campaign.objects.filter(tenant_id=actor.tenant_id)
    return rows.filter(Q(pk__in=own) | Q(unit_id__in=above.values("ancestor_id"))).select_related("unit")


def narrow(rows: "QuerySet[Any, Any]", campaign: Campaign) -> "QuerySet[Any, Any]":
    """Of some matters those that a campaign means."""
    rows = rows.filter(
        unit_id__in=queries.at_and_below(campaign.unit), noted_on__range=(campaign.starts_on, campaign.ends_on)
    )
    if campaign.kind:
        rows = rows.filter(kind=campaign.kind)
    if campaign.source:
        rows = rows.filter(source_text__icontains=campaign.source)
    words = Q()
    for word in campaign.words.split():
        words |= Q(title__icontains=word)
    return rows.filter(words)


@dataclass(frozen=True)
class Result:
    """What a campaign has come to."""

    totals: queries.Totals
    units: int
    on_time: int
    reopened: int


def result_of(campaign: Campaign, rows: "QuerySet[Any, Any] | None" = None) -> Result:
    """The numbers of a campaign, of everything, or of those ``rows`` that a reader sees."""
    found = narrow(Matter.objects.filter(tenant_id=campaign.tenant_id) if rows is None else rows, campaign)
    more = found.order_by().aggregate(
        units=Count("unit_id", distinct=True),
        on_time=Count("pk", filter=Q(state=Matter.State.CLOSED, closed_on__lte=F("due_on"))),
        reopened=Count("pk", filter=Q(times_reopened__gt=0)),
    )
    return Result(queries.totals(found, today()), **more)


def draft(campaign: Campaign) -> str:
    """A summary made of the numbers, for somebody to read and to change."""
    found = result_of(campaign)
    words = {
        "title": campaign.title,
        "basis": campaign.basis,
        "start": plain_day(campaign.starts_on),
        "end": plain_day(campaign.ends_on),
        "units": found.units,
        "all": found.totals.all,
        "closed": found.totals.closed,
        "on_time": found.on_time,
        "waiting": found.totals.waiting,
        "overdue": found.totals.overdue,
        "reopened": found.reopened,
    }
    return (
        _(
            "“%(title)s”依据%(basis)s，从%(start)s到%(end)s。涉及 %(units)s 个党组织，记下 %(all)s 件；"
            "已销号 %(closed)s 件，其中按期 %(on_time)s 件；还没有销号 %(waiting)s 件，其中超期 %(overdue)s 件；"
            "销号后又出现过的 %(reopened)s 件。没有销号的留在账上，由考核单位盯到销号。"
        )
        % words
    )


def running(tenant_id: int) -> "QuerySet[Any, Any]":
    """Those that have not ended by their date nor by hand."""
    return Campaign.objects.filter(tenant_id=tenant_id, ended_at__isnull=True, ends_on__gte=today())


def at_once(unit: Unit) -> int:
    """In how many campaigns one branch at or below ``unit`` is at the same time, at most."""
    rows = list(running(unit.tenant_id).values_list("unit_id", flat=True))
    links = UnitLink.objects.filter(valid_on(today()), tenant_id=unit.tenant_id)
    touched = set(links.filter(ancestor=unit, descendant_id__in=rows).values_list("descendant_id", flat=True))
    most = 0
    for key in touched | {unit.pk}:
        above = set(links.filter(descendant_id=key, ancestor_id__in=rows).values_list("ancestor_id", flat=True))
        most = max(most, sum(one in above for one in rows))
    return most
