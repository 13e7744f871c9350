"""The endpoints of units, roles and grants."""

import datetime as dt
from typing import Annotated, Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from ninja import Query
from pydantic import Field

from leitu.accounts.models import User
from leitu.api.bodies import Q, body, clean, filled, order, question
from leitu.api.operations import Area, Call, one
from leitu.api.schema import Asked, Coded, Id, Listed, Moment, Named, Out, history, listed, searched
from leitu.approvals.lines import AskLine, line_of
from leitu.core.clock import today
from leitu.core.periods import BEGINNING, FOREVER
from leitu.orgs import actions, forms, policies, queries
from leitu.orgs.models import Grant, Role, Term, Unit, valid_on

area = Area("orgs", _("党组织"))

Code = Annotated[str, Field(min_length=1, max_length=40)]
UnitQuestion: Any = question(
    "UnitQuestion", forms.UnitFilter, q=Q, sort=order(*queries.SORTS), parent=(Id | None, None)
)
AccountQuestion: Any = question("AccountQuestion", q=Q)
FoundBody: Any = body("FoundBody", forms.FoundForm, more={"parent": (Id, ...)})
RenameBody: Any = body("RenameBody", forms.RenameForm, version=True)
CorrectBody: Any = body(
    "CorrectBody", forms.CorrectForm, version=True, more={"has_committee": (bool | None, None)}, all_optional=True
)
MoveBody: Any = body("MoveBody", forms.MoveForm, version=True)
CloseBody: Any = body("CloseBody", forms.CloseForm, version=True)
TermBody: Any = body("TermBody", forms.TermForm)
GrantBody: Any = body("GrantBody", forms.GrantForm, without=["reason"], more={"role": (Code, ...)})
Why = Annotated[str, Field(min_length=1, max_length=200)]
AskGrantBody: Any = body("AskGrantBody", forms.GrantForm, more={"role": (Code, ...), "reason": (Why, ...)})
FLAGS = {True: "1", False: "0", None: ""}


class UnitLine(Out):
    """One line of the list."""

    id: int
    code: str
    name: str
    kind: str
    sector: str
    parent: Named | None
    founded_on: dt.date | None
    dissolved_on: dt.date | None
    version: int


class StateLine(Out):
    """What a unit was called, and what it was, from one day until another; null: without an end."""

    name: str
    kind: str
    sector: str
    since: dt.date | None
    until: dt.date | None


class PlacementLine(Out):
    parent: Named | None
    since: dt.date | None
    until: dt.date | None


class TermLine(Out):
    starts_on: dt.date | None
    ends_on: dt.date


class UnitRecord(UnitLine):
    """One unit. ``states``, ``placements`` and ``history`` are null for whoever may not see them."""

    has_committee: bool | None
    contact_name: str
    workplace_situation: str
    workplace_name: str
    workplace_nature: str
    credit_code: str
    place: str
    terms: list[TermLine]
    states: list[StateLine] | None
    placements: list[PlacementLine] | None
    history: list[Moment] | None


class RoleLine(Coded):
    permissions: list[str]
    second_factor: bool
    apart_from: list[str]


class GrantLine(Out):
    """``source`` is empty for what was given by hand; otherwise it comes with a post or a membership."""

    id: int
    account: Named
    role: Coded
    unit: Named
    reach: str
    since: dt.date | None
    until: dt.date | None
    source: str


def _day(day: dt.date) -> dt.date | None:
    return None if day in (BEGINNING, FOREVER) else day


def _head(unit: Unit) -> dict[str, Any]:
    return {
        "id": unit.pk,
        "code": unit.code,
        "name": unit.name,
        "kind": unit.kind,
        "sector": unit.sector,
        "parent": Named(id=unit.parent.pk, name=unit.parent.name) if unit.parent else None,
        "founded_on": unit.founded_on,
        "dissolved_on": unit.dissolved_on,
        "version": unit.version,
    }


def _line(unit: Unit) -> UnitLine:
    return UnitLine(**_head(unit))


def _record(request: Call, key: int) -> UnitRecord:
    """The unit as it is now, as far as the actor may see it."""
    unit = one(Unit.objects.visible_to(request.actor).select_related("parent"), pk=key)
    tells = policies.MANAGE.allows(request.actor, unit) or policies.AUDIT.allows(request.actor, unit)
    states, places = unit.states.order_by("-since"), unit.placements.select_related("parent").order_by("-since")
    return UnitRecord(
        **_head(unit),
        has_committee=unit.has_committee,
        contact_name=unit.contact_name,
        workplace_situation=unit.workplace_situation,
        workplace_name=unit.workplace_name,
        workplace_nature=unit.workplace_nature,
        credit_code=unit.credit_code,
        place=unit.place,
        terms=[TermLine(starts_on=t.starts_on, ends_on=t.ends_on) for t in unit.terms.order_by("-ends_on")],
        states=[
            StateLine(name=s.name, kind=s.kind, sector=s.sector, since=_day(s.since), until=_day(s.until))
            for s in states
        ]
        if tells
        else None,
        placements=[
            PlacementLine(
                parent=Named(id=p.parent.pk, name=p.parent.name) if p.parent else None,
                since=_day(p.since),
                until=_day(p.until),
            )
            for p in places
        ]
        if tells
        else None,
        history=history(unit) if tells else None,
    )


def _grant_line(held: Grant) -> GrantLine:
    return GrantLine(
        id=held.pk,
        account=Named(id=held.user_id, name=held.user.label),
        role=Coded(code=held.role.code, name=held.role.name),
        unit=Named(id=held.unit_id, name=held.unit.name),
        reach=held.reach,
        since=_day(held.since),
        until=_day(held.until),
        source=held.source,
    )


def _managed(request: Call, key: int, right: Any = policies.MANAGE) -> Unit:
    """Raises Http404, NotAllowed."""
    unit: Unit = one(Unit.objects.visible_to(request.actor), pk=key)
    right.require(request.actor, unit)
    return unit


@area.reads("/units", "orgs.list", policies.VIEW)
def list_units(request: Call, asked: Query[UnitQuestion]) -> Listed[UnitLine]:
    """Every unit in sight; ``parent`` narrows to those directly below a unit."""
    seen = queries.listed_units(request.actor, asked.state or "")
    rows = queries.search_units(filled(forms.UnitFilter, asked).filter(seen), request.actor.tenant_id, asked.q or "")
    if asked.parent is not None:
        rows = rows.filter(parent_id=asked.parent)
    return listed(rows.order_by(*queries.SORTS[asked.sort]), asked, _line)


@area.reads("/units/{int:pk}", "orgs.show", policies.VIEW)
def show(request: Call, pk: int) -> UnitRecord:
    """One unit: what the register says, its terms and its past."""
    return _record(request, pk)


@area.acts("/units/found", "orgs.found", policies.MANAGE)
def found(request: Call, data: FoundBody) -> UnitRecord:
    """A new unit under ``parent``."""
    parent = _managed(request, data.parent)
    values = clean(forms.FoundForm, data, parent_kind=parent.kind)
    return _record(request, actions.found(actor=request.actor, parent=parent, **values).pk)


@area.acts("/units/{int:pk}/rename", "orgs.rename", policies.MANAGE)
def rename(request: Call, pk: int, data: RenameBody) -> UnitRecord:
    """Another name from a day on; the old one stays in the unit's past."""
    unit = _managed(request, pk)
    actions.rename(actor=request.actor, unit=unit, version=data.version, **clean(forms.RenameForm, data))
    return _record(request, pk)


@area.acts("/units/{int:pk}/correct", "orgs.correct", policies.MANAGE)
def correct(request: Call, pk: int, data: CorrectBody) -> UnitRecord:
    """Mend what the register says about a unit; what is left out stays as it is."""
    unit = _managed(request, pk)
    over = {"has_committee": FLAGS[data.has_committee]}
    values = clean(forms.CorrectForm, data, partial=True, over=over)
    actions.correct(actor=request.actor, unit=unit, version=data.version, **values)
    return _record(request, pk)


@area.acts("/units/{int:pk}/move", "orgs.move", policies.MANAGE)
def move(request: Call, pk: int, data: MoveBody) -> UnitRecord:
    """Another superior from a day on; who was above before stays in the unit's past."""
    unit = _managed(request, pk)
    values = clean(forms.MoveForm, data, actor=request.actor)
    actions.move(actor=request.actor, unit=unit, version=data.version, **values)
    return _record(request, pk)


@area.acts("/units/{int:pk}/close", "orgs.close", policies.MANAGE)
def close(request: Call, pk: int, data: CloseBody) -> UnitRecord:
    """Dissolve a unit; members, posts and units below must have been moved or ended before."""
    unit = _managed(request, pk)
    actions.close(actor=request.actor, unit=unit, version=data.version, **clean(forms.CloseForm, data))
    return _record(request, pk)


@area.acts("/units/{int:pk}/revive", "orgs.revive", policies.MANAGE)
def revive(request: Call, pk: int) -> UnitRecord:
    """Undo a dissolution."""
    actions.revive(actor=request.actor, unit=_managed(request, pk))
    return _record(request, pk)


@area.acts("/units/{int:pk}/term", "orgs.set_term", policies.MANAGE)
def set_term(request: Call, pk: int, data: TermBody) -> TermLine:
    """Record the term of a unit's committee."""
    term: Term = actions.set_term(actor=request.actor, unit=_managed(request, pk), **clean(forms.TermForm, data))
    return TermLine(starts_on=term.starts_on, ends_on=term.ends_on)


@area.reads("/roles", "orgs.roles", policies.GRANT)
def list_roles(request: Call, asked: Query[Asked]) -> Listed[RoleLine]:
    """The roles that can be given, and what each may do."""
    rows = Role.objects.filter(tenant_id=request.actor.tenant_id).order_by("pk")
    return listed(
        rows,
        asked,
        lambda role: RoleLine(
            code=role.code,
            name=role.name,
            permissions=role.permissions,
            second_factor=role.second_factor,
            apart_from=role.apart_from,
        ),
    )


@area.reads("/accounts", "orgs.accounts", policies.GRANT)
def list_accounts(request: Call, asked: Query[AccountQuestion]) -> Listed[Named]:
    """The accounts that a role can be given to, by name."""
    rows = User.objects.filter(tenant_id=request.actor.tenant_id, is_active=True).order_by("label", "pk")
    return listed(searched(rows, asked.q, ["label"]), asked, lambda user: Named(id=user.pk, name=user.label))


@area.reads("/units/{int:pk}/grants", "orgs.grants", policies.GRANT)
def list_grants(request: Call, pk: int, asked: Query[Asked]) -> Listed[GrantLine]:
    """Which accounts hold which role at one unit today, and how they came by it."""
    unit = one(Unit.objects.visible_to(request.actor, policies.GRANT), pk=pk)
    return listed(_grants_at(unit), asked, _grant_line)


def _grants_at(unit: Unit) -> "QuerySet[Grant]":
    rows = Grant.objects.filter(valid_on(today()), tenant_id=unit.tenant_id, unit=unit)
    return rows.select_related("user", "role", "unit").order_by("role__pk", "user__label", "pk")


@area.acts("/units/{int:pk}/grant", "orgs.grant", policies.GRANT)
def grant(request: Call, pk: int, data: GrantBody) -> GrantLine:
    """Give an account a role at a unit, at once; one that gives more than one has oneself was asked for before (409)."""
    unit = _managed(request, pk, policies.GRANT)
    values = _granted(request, unit, data)
    values.pop("reason")
    return _grant_line(actions.grant(actor=request.actor, unit=unit, **values))


def _granted(request: Call, unit: Unit, data: Any) -> dict[str, Any]:
    role = Role.objects.filter(tenant_id=unit.tenant_id, code=data.role).first()
    values = clean(forms.GrantForm, data, over={"role": role.pk if role else 0}, actor=request.actor)
    return {**values, "until": values["until"] or FOREVER}


@area.acts("/units/{int:pk}/ask-grant", "orgs.ask_grant", policies.GRANT)
def ask_grant(request: Call, pk: int, data: AskGrantBody) -> AskLine:
    """Ask a second person to agree to a grant; when he has, ``orgs.grant`` with the same values does it, once."""
    unit = _managed(request, pk, policies.GRANT)
    return line_of(actions.ask_grant(actor=request.actor, unit=unit, **_granted(request, unit, data)))


@area.acts("/grants/{int:pk}/revoke", "orgs.revoke", policies.GRANT)
def revoke(request: Call, pk: int) -> GrantLine:
    """End a grant, at once."""
    rows = Grant.objects.filter(tenant_id=request.actor.tenant_id).select_related("user", "role", "unit")
    held = one(rows.filter(unit__in=Unit.objects.visible_to(request.actor, policies.GRANT)), pk=pk)
    return _grant_line(actions.revoke(actor=request.actor, held=held))
