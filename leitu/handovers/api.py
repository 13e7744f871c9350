"""The endpoints of handovers: begin, look, write, give, take, withdraw."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _
from ninja import Query

from leitu.api.bodies import Q, body, clean, filled, order, question
from leitu.api.operations import Area, Call, one
from leitu.api.schema import Id, In, Listed, Moment, Named, Out, Version, history, listed, searched
from leitu.handovers import actions, forms, policies, queries
from leitu.handovers.models import Handover
from leitu.people.models import Post

area = Area("handovers", _("交接"))

HandoverQuestion: Any = question("HandoverQuestion", forms.HandoverFilter, q=Q, sort=order(*queries.SORTS))
BeginBody: Any = body("BeginHandoverBody", forms.BeginForm, more={"taker": (Id, ...)})
WriteBody: Any = body("WriteHandoverBody", forms.WriteForm, version=True)
GiveBody: Any = body("GiveHandoverBody", forms.GiveForm, version=True)


class TakeBody(In):
    version: Version


class HandoverLine(Out):
    id: int
    unit: Named
    title: str
    giver: str
    taker: Named
    state: str
    begun_on: dt.date
    version: int


class HandedLine(Out):
    text: str
    meta: str


class HandoverSection(Out):
    code: str
    lines: list[HandedLine]


class HandoverRecord(HandoverLine):
    """``sections``: what is open now; once both sides have confirmed, as it was when it was given."""

    papers: str
    note: str
    stand_in: str
    given_at: dt.datetime | None
    taken_at: dt.datetime | None
    sections: list[HandoverSection]
    history: list[Moment]


def _head(row: Handover) -> dict[str, Any]:
    return {
        "id": row.pk,
        "unit": Named(id=row.unit.pk, name=row.unit.name),
        "title": row.title,
        "giver": row.giver_name,
        "taker": Named(id=row.taker.pk, name=row.taker.name),
        "state": row.state,
        "begun_on": row.begun_on,
        "version": row.version,
    }


def _line(row: Handover) -> HandoverLine:
    return HandoverLine(**_head(row))


def _handover(request: Call, pk: int) -> Handover:
    """Raises Http404."""
    rows = Handover.objects.visible_to(request.actor).select_related("unit__tenant", "unit__parent", "giver", "taker")
    found: Handover = one(rows, pk=pk)
    return found


def _record(request: Call, pk: int) -> HandoverRecord:
    row = _handover(request, pk)
    if row.is_waiting:
        shown = [
            (s.code, [HandedLine(text=line.text, meta=line.meta) for line in s.lines]) for s in queries.sections(row)
        ]
    else:
        shown = [(code, [HandedLine(text=text, meta="") for text in texts]) for code, texts in row.handed.items()]
    return HandoverRecord(
        **_head(row),
        papers=row.papers,
        note=row.note,
        stand_in=row.stand_in,
        given_at=row.given_at,
        taken_at=row.taken_at,
        sections=[HandoverSection(code=code, lines=lines) for code, lines in shown],
        history=history(row),
    )


@area.reads("/", "handovers.list", policies.SEE)
def list_handovers(request: Call, asked: Query[HandoverQuestion]) -> Listed[HandoverLine]:
    """The handovers in sight, the newest first."""
    rows = filled(forms.HandoverFilter, asked).filter(queries.listed(request.actor))
    return listed(searched(rows, asked.q, queries.SEARCHED).order_by(*queries.SORTS[asked.sort]), asked, _line)


@area.reads("/{int:pk}", "handovers.show", policies.SEE)
def show(request: Call, pk: int) -> HandoverRecord:
    """One handover with everything that is open."""
    return _record(request, pk)


@area.acts("/posts/{int:pk}/begin", "handovers.begin", policies.MANAGE)
def begin(request: Call, pk: int, data: BeginBody) -> HandoverRecord:
    """The holder of a post hands it over to somebody of the unit."""
    rows = Post.objects.visible_to(request.actor, policies.VIEW).select_related("unit", "person")
    post: Post = one(rows, pk=pk)
    policies.MANAGE.require(request.actor, post)
    values = clean(forms.BeginForm, data, post=post)
    return _record(request, actions.begin(actor=request.actor, post=post, **values).pk)


@area.acts("/{int:pk}/write", "handovers.write", policies.GIVE)
def write(request: Call, pk: int, data: WriteBody) -> HandoverRecord:
    """Say where the papers are, and what else there is to say."""
    row = _handover(request, pk)
    policies.GIVE.require(request.actor, row)
    actions.write(actor=request.actor, handover=row, version=data.version, **clean(forms.WriteForm, data))
    return _record(request, pk)


@area.acts("/{int:pk}/give", "handovers.give", policies.GIVE)
def give(request: Call, pk: int, data: GiveBody) -> HandoverRecord:
    """Everything is handed over as it stands now."""
    row = _handover(request, pk)
    policies.GIVE.require(request.actor, row)
    actions.give(actor=request.actor, handover=row, version=data.version, **clean(forms.GiveForm, data))
    return _record(request, pk)


@area.acts("/{int:pk}/take", "handovers.take", policies.TAKE)
def take(request: Call, pk: int, data: TakeBody) -> HandoverRecord:
    """The successor has it; what the giver was responsible for is his."""
    row = _handover(request, pk)
    policies.TAKE.require(request.actor, row)
    actions.take(actor=request.actor, handover=row, version=data.version)
    return _record(request, pk)


@area.acts("/{int:pk}/withdraw", "handovers.withdraw", policies.MANAGE)
def withdraw(request: Call, pk: int) -> HandoverRecord:
    """It was begun in error."""
    row = _handover(request, pk)
    policies.MANAGE.require(request.actor, row)
    actions.withdraw(actor=request.actor, handover=row)
    return _record(request, pk)
