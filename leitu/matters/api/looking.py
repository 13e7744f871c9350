"""What can be verified and counted: the draws of second looks, and what work costs a unit."""

import datetime as dt
from typing import Annotated, Any

from django.http import Http404
from ninja import Query
from pydantic import Field

from leitu.api.bodies import question
from leitu.api.operations import Call, one
from leitu.api.schema import Id, Listed, Named, Out, Question, listed
from leitu.core.clock import today
from leitu.matters import burden, looks, policies
from leitu.matters.api.answers import area
from leitu.matters.models import LookDraw, Matter

DrawQuestion: Any = question("MatterDrawQuestion")
MOST_SHOWN = 200


class LookDrawLine(Out):
    """A sample of what was closed in one month. Whoever has ``seed`` and ``share`` (%) draws the same list again."""

    id: int
    closed_in: dt.date
    months: int
    on: dt.date
    pool: int
    drawn: int
    share: int
    seed: str
    digest: str


class LookDrawRecord(LookDrawLine):
    """A draw that was drawn once more: whether it gave the same, and those of its matters that the reader sees."""

    same: bool
    matters: list[Named]


class BurdenQuestion(Question):
    """Which unit (left out: one's own), and which year (left out: this one)."""

    unit: Id | None = None
    year: Annotated[int, Field(ge=2000, le=2100)] | None = None


class BurdenShare(Out):
    """What one unit cost another in the month that begins on ``month``."""

    month: dt.date
    giver: str
    count: int
    minutes: int


class BurdenRecord(Out):
    """What a unit was given by others in a year; ``budget``: minutes that it may itself give each unit below."""

    unit: Named
    year: int
    count: int
    minutes: int
    budget: int
    shares: list[BurdenShare]


def _head(row: LookDraw) -> dict[str, Any]:
    names = ("closed_in", "months", "on", "pool", "drawn", "share", "seed", "digest")
    return {"id": row.pk, **{name: getattr(row, name) for name in names}}


@area.reads("/draws", "matters.draws", policies.CHECK)
def list_draws(request: Call, asked: Query[DrawQuestion]) -> Listed[LookDrawLine]:
    """The samples of second looks, the newest month first."""
    rows = looks.draws_of(request.actor).order_by("-closed_in", "months")
    return listed(rows, asked, lambda row: LookDrawLine(**_head(row)))


@area.reads("/draws/{int:pk}", "matters.draw", policies.CHECK)
def show_draw(request: Call, pk: int) -> LookDrawRecord:
    """One sample, drawn once more while it is asked for."""
    row = one(looks.draws_of(request.actor), pk=pk)
    keys = looks.drawn_again(row)
    seen = Matter.objects.visible_to(request.actor).filter(pk__in=keys[:MOST_SHOWN]).order_by("pk")
    return LookDrawRecord(
        **_head(row), same=looks.digest(keys) == row.digest, matters=[Named(id=one.pk, name=one.title) for one in seen]
    )


@area.reads("/burden", "matters.burden", policies.VIEW)
def show_burden(request: Call, asked: Query[BurdenQuestion]) -> BurdenRecord:
    """What a unit was given by others, month by month and by origin."""
    unit, year = burden.unit_asked(request.actor, asked.unit), asked.year or today().year
    if unit is None:
        raise Http404
    shares = burden.by_month(unit, year)
    return BurdenRecord(
        unit=Named(id=unit.pk, name=unit.name),
        year=year,
        count=sum(share.count for share in shares),
        minutes=sum(share.minutes for share in shares),
        budget=burden.budget_of(unit, year),
        shares=[BurdenShare(**vars(share)) for share in shares],
    )
