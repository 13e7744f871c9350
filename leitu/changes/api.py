"""The endpoints of guided changes: prepare, look, carry out or schedule, withdraw, undo."""

import datetime as dt
from typing import Any, Literal

from django.utils.translation import gettext_lazy as _
from ninja import Query

from leitu.api.bodies import Q, body, clean, filled, order, question
from leitu.api.operations import Area, Call, one
from leitu.api.schema import Id, In, Listed, Moment, Named, Out, Version, history, listed, searched
from leitu.changes import actions, forms, policies, queries, wording
from leitu.changes.models import Change
from leitu.changes.movers import roll_of
from leitu.orgs.models import Unit

area = Area("changes", _("组织调整"))

ChangeQuestion: Any = question("ChangeQuestion", forms.ChangeFilter, q=Q, sort=order(*queries.SORTS))
KindWord: Any = Literal[tuple(Change.Kind.values)]
PrepareBody: Any = body(
    "PrepareChangeBody",
    forms.PrepareForm,
    more={
        "unit": (Id, ...),
        "kind": (KindWord, ...),
        "target": (Id | None, None),
        "persons": (list[Id] | None, None),
        "groups": (list[Id] | None, None),
        "sector": (Literal[tuple(Unit.Sector.values)] | None, None),
    },
)


class VersionBody(In):
    version: Version


class CountLine(Out):
    """How much of one thing there is before, goes to the other unit, stays, ends, and is there afterwards."""

    code: str
    label: str
    before: int
    goes: int
    stays: int
    ends: int
    after: int


class AdviceLine(Out):
    text: str
    document: str
    article: str


class ChangeLine(Out):
    id: int
    kind: str
    state: str
    on: dt.date
    unit: Named
    target: Named | None
    headline: str
    document: str
    version: int


class ChangeRecord(ChangeLine):
    """``lines`` is a preview while the change waits, afterwards what was counted when it was carried out."""

    name: str
    code: str
    decided_on: dt.date | None
    approver: str
    note: str
    refusal: str
    made: int | None
    lines: list[CountLine]
    objections: list[str]
    advice: list[AdviceLine]
    history: list[Moment]


def _head(change: Change) -> dict[str, Any]:
    target = change.target
    return {
        "id": change.pk,
        "kind": change.kind,
        "state": change.state,
        "on": change.on,
        "unit": Named(id=change.unit.pk, name=change.unit.name),
        "target": Named(id=target.pk, name=target.name) if target else None,
        "headline": wording.headline(change),
        "document": change.document,
        "version": change.version,
    }


def _line(change: Change) -> ChangeLine:
    return ChangeLine(**_head(change))


def _record(request: Call, pk: int) -> ChangeRecord:
    change = _change(request, pk)
    found = queries.outlook(change) if change.is_waiting else queries.Outlook(lines=wording.lines_of(change))
    return ChangeRecord(
        **_head(change),
        name=change.name,
        code=change.code,
        decided_on=change.decided_on,
        approver=change.approver,
        note=change.note,
        refusal=change.refusal,
        made=change.result.get("made"),
        lines=[
            CountLine(
                code=line.code,
                label=str(line.label),
                before=line.before,
                goes=line.goes,
                stays=line.stays,
                ends=line.ends,
                after=line.after,
            )
            for line in found.lines
        ],
        objections=found.objections,
        advice=[AdviceLine(text=a.text, document=a.document, article=a.article) for a in found.advice],
        history=history(change),
    )


def _change(request: Call, pk: int) -> Change:
    """Raises Http404."""
    rows = Change.objects.visible_to(request.actor).select_related("unit__parent", "target")
    found: Change = one(rows, pk=pk)
    return found


@area.reads("/", "changes.list", policies.VIEW)
def list_changes(request: Call, asked: Query[ChangeQuestion]) -> Listed[ChangeLine]:
    """The changes of the tree in sight, the newest first."""
    rows = filled(forms.ChangeFilter, asked).filter(queries.listed(request.actor))
    return listed(searched(rows, asked.q, queries.SEARCHED).order_by(*queries.SORTS[asked.sort]), asked, _line)


@area.reads("/{int:pk}", "changes.show", policies.VIEW)
def show(request: Call, pk: int) -> ChangeRecord:
    """One change with its preview, or with what came of it."""
    return _record(request, pk)


@area.acts("/prepare", "changes.prepare", policies.MANAGE)
def prepare(request: Call, data: PrepareBody) -> ChangeRecord:
    """Write down what is to be changed; the answer holds the preview, nothing has changed yet."""
    unit: Unit = one(Unit.objects.visible_to(request.actor).select_related("parent"), pk=data.unit)
    policies.MANAGE.require(request.actor, unit)
    given = {"unit": unit, "kind": data.kind, "actor": request.actor, "members": roll_of(unit)}
    over = {name: list(map(str, getattr(data, name) or [])) for name in ("persons", "groups")}
    values = clean(forms.PrepareForm, data, over=over, **given)
    return _record(request, actions.prepare(actor=request.actor, unit=unit, kind=data.kind, **values).pk)


@area.acts("/{int:pk}/carry-out", "changes.carry_out", policies.MANAGE)
def carry_out(request: Call, pk: int, data: VersionBody) -> ChangeRecord:
    """Do it now, everything or nothing."""
    actions.carry_out(actor=request.actor, change=_change(request, pk), version=data.version)
    return _record(request, pk)


@area.acts("/{int:pk}/schedule", "changes.schedule", policies.MANAGE)
def schedule(request: Call, pk: int, data: VersionBody) -> ChangeRecord:
    """Confirm a change of a later day; it is looked at again then."""
    actions.schedule(actor=request.actor, change=_change(request, pk), version=data.version)
    return _record(request, pk)


@area.acts("/{int:pk}/withdraw", "changes.withdraw", policies.MANAGE)
def withdraw(request: Call, pk: int) -> ChangeRecord:
    """It is not to be."""
    actions.withdraw(actor=request.actor, change=_change(request, pk))
    return _record(request, pk)


@area.acts("/{int:pk}/undo", "changes.undo", policies.MANAGE)
def undo(request: Call, pk: int) -> ChangeRecord:
    """Make it as if it had not been, within seven days and while nothing else has happened."""
    actions.undo(actor=request.actor, change=_change(request, pk))
    return _record(request, pk)
