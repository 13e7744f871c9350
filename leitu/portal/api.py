"""The endpoints of what stands side by side: the dashboard, what is missing, the search."""

import datetime as dt
from typing import Annotated

from django.core.exceptions import ValidationError
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja import Query
from pydantic import Field

from leitu.api.operations import Area, Call, one
from leitu.api.schema import Asked, Day, Id, Listed, Named, Out, Question, listed
from leitu.core.clock import today
from leitu.matters.models import Matter
from leitu.norms import policies as norm_policies
from leitu.norms.listing import askable
from leitu.orgs import policies as org_policies
from leitu.orgs.models import Unit
from leitu.portal import finding, queries
from leitu.portal.openly import published_to
from leitu.portal.quality import gaps
from leitu.ui.views import SIGNED_IN

area = Area("portal", gettext_lazy("总览和搜索"))


class SearchQuestion(Question):
    q: Annotated[str, Field(max_length=60)]


class BoardQuestion(Question):
    """Which unit (left out: where one's own picture begins), as of which day (left out: today)."""

    unit: Id | None = None
    on: Day | None = None


class GapQuestion(Asked):
    code: Annotated[str, Field(max_length=40)]


class FoundPerson(Out):
    person: Named
    unit: Named


class FoundActivity(Out):
    id: int
    on: dt.date
    kind: str
    topic: str
    unit: Named


class Found(Out):
    """At most twenty of each."""

    units: list[Named]
    persons: list[FoundPerson]
    activities: list[FoundActivity]


class Tally(Out):
    """Duties by state. The rate is ``met`` of ``owed``; what was waived stands apart."""

    by_state: dict[str, int]
    met: int
    owed: int
    waived: int


class ChildLine(Out):
    unit: Named
    year: Tally
    now: Tally


class Board(Out):
    """A unit with everything below it, as of a day: the year so far, the present periods, child by child."""

    unit: Named
    on: dt.date
    since: dt.date
    year: Tally
    now: Tally
    children: list[ChildLine]
    units: int
    branches: int


class GapLine(Out):
    """One kind of missing data: what it spoils, and how many units lack it."""

    code: str
    title: str
    why: str
    count: int


class PublishedLine(Out):
    """A published matter without how it is done and where it comes from. ``effect`` is empty until it is closed."""

    unit: Named
    kind: str
    title: str
    person: str
    standard: str
    due_on: dt.date | None
    is_closed: bool
    closed_on: dt.date | None
    effect: str


def _published(row: Matter) -> PublishedLine:
    is_closed = row.state == Matter.State.CLOSED
    return PublishedLine(
        unit=_named(row.unit),
        kind=row.kind,
        title=row.title,
        person=row.person_name,
        standard=row.standard,
        due_on=row.due_on,
        is_closed=is_closed,
        closed_on=row.closed_on if is_closed else None,
        effect=row.effect if is_closed else "",
    )


def _named(unit: Unit) -> Named:
    return Named(id=unit.pk, name=unit.name)


def _tally(found: queries.Tally) -> Tally:
    rate = found.on_time
    return Tally(by_state=dict(found.by_state), met=rate.numerator, owed=rate.denominator, waived=rate.exempt)


@area.reads("/search", "portal.search", SIGNED_IN)
def search(request: Call, asked: Query[SearchQuestion]) -> Found:
    """Find units and persons in sight by name, pinyin, initials or code, and meetings of the last year by title."""
    q, units, homes = finding.find(request.actor, asked.q)
    persons = [
        FoundPerson(person=Named(id=row.person_id, name=row.person.name), unit=_named(row.unit)) for row in homes
    ]
    meetings = [
        FoundActivity(id=row.pk, on=row.on, kind=row.kind.name, topic=row.topic, unit=_named(row.unit))
        for row in finding.find_activities(request.actor, q)
    ]
    return Found(units=[_named(unit) for unit in units], persons=persons, activities=meetings)


@area.reads("/dashboard", "portal.dashboard", norm_policies.VIEW)
def show_board(request: Call, asked: Query[BoardQuestion]) -> Board:
    """The picture of a unit and all below it on any day."""
    day = asked.on or today()
    if not askable(day):
        raise ValidationError({"on": _("只能问 2000 年以后、一年以内的日期。")})
    seen = Unit.objects.visible_to(request.actor, norm_policies.VIEW).select_related("tenant")
    unit = one(seen, pk=asked.unit) if asked.unit else queries.root_for(request.actor, norm_policies.VIEW)
    if unit is None:
        raise Http404
    board = queries.board(request.actor, unit, day)
    return Board(
        unit=_named(unit),
        on=day,
        since=board.since,
        year=_tally(board.year),
        now=_tally(board.now),
        children=[ChildLine(unit=_named(x.unit), year=_tally(x.year), now=_tally(x.now)) for x in board.lines],
        units=board.units,
        branches=board.branches,
    )


@area.reads("/branch-matters", "portal.branch_matters", SIGNED_IN)
def list_published(request: Call, asked: Query[Asked]) -> Listed[PublishedLine]:
    """What is on the ledger of one's own branch or was closed this year, as every member of it may read."""
    return listed(published_to(request.actor, today()), asked, _published)


@area.reads("/quality", "portal.quality", org_policies.MANAGE)
def list_gaps(request: Call, asked: Query[Asked]) -> Listed[GapLine]:
    """What is missing in the register of the units that one manages."""
    found = gaps(request.actor, today())
    return listed(
        found,
        asked,
        lambda gap: GapLine(code=gap.code, title=str(gap.title), why=str(gap.why), count=gap.units.count()),
    )


@area.reads("/quality/units", "portal.gap", org_policies.MANAGE)
def list_lacking(request: Call, asked: Query[GapQuestion]) -> Listed[Named]:
    """The units that have one kind of gap."""
    gap = next((gap for gap in gaps(request.actor, today()) if gap.code == asked.code), None)
    if gap is None:
        raise Http404
    return listed(gap.units.order_by("name", "pk"), asked, _named)
