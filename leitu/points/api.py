"""Points as programs read them: one member's statement at a time, and the tables of rules. There is no list of members."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from ninja import Query

from leitu.api.bodies import body, clean
from leitu.api.operations import Area, Call, one
from leitu.api.schema import Asked, Listed, Named, Out, listed
from leitu.orgs.models import Tenant
from leitu.people.models import Membership
from leitu.points import actions, forms, policies, queries
from leitu.points.models import Table
from leitu.points.tablefile import BadTable

area = Area("points", _("党员积分"))
TableBody: Any = body("PointsTableBody", forms.TableForm)


class PointsTableLine(Out):
    """One version of a table of rules."""

    id: int
    code: str
    version: str
    title: str
    valid_from: dt.date
    is_active: bool
    digest: str


class PointsTableRecord(PointsTableLine):
    """With what is in it, as it was loaded."""

    definition: dict[str, Any]


class PointsItem(Out):
    """What one item came to, with the attendances behind it; ``is_recorded`` is false where nothing here records it."""

    code: str
    title: str
    points: str
    is_recorded: bool
    attendances: list[int]


class PointsStatement(Out):
    """One member's year. ``total`` is null for whoever is not scored; ``exempt`` says why."""

    person: Named
    year: int
    table: str
    base: str
    total: str | None
    exempt: str
    kept_on: dt.date | None
    items: list[PointsItem]


def _head(row: Table) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ("code", "version", "title", "valid_from", "is_active", "digest")} | {
        "id": row.pk
    }


def table_line(row: Table) -> PointsTableLine:
    return PointsTableLine(**_head(row))


def table_record(row: Table) -> PointsTableRecord:
    return PointsTableRecord(**_head(row), definition=row.definition)


@area.reads("/members/{int:pk}/{int:year}", "points.show", policies.VIEW)
def show(request: Call, pk: int, year: int) -> PointsStatement:
    """A member's statement, for the committee of his own branch; ``pk`` is of the membership."""
    membership: Membership = one(queries.members(request.actor), pk=pk)
    found = queries.statement_of(membership.person, year) if dt.MINYEAR <= year < dt.MAXYEAR else None
    if found is None:
        raise Http404
    items = [one for part in found.reckoned.parts for one in part.items]
    return PointsStatement(
        person=Named(id=found.person.pk, name=found.person.name),
        year=found.year,
        table=str(found.table),
        base=str(found.reckoned.base),
        total=None if found.exempt else str(found.reckoned.total),
        exempt=found.exempt,
        kept_on=found.kept.kept_on if found.kept else None,
        items=[
            PointsItem(
                code=line.item.code,
                title=line.item.title,
                points=str(line.points),
                is_recorded=line.item.is_recorded,
                attendances=[seen.attendance for seen in line.seen],
            )
            for line in items
        ],
    )


@area.reads("/tables", "points.tables", policies.READ_TABLES)
def list_tables(request: Call, asked: Query[Asked]) -> Listed[PointsTableLine]:
    """Every table in every version, the one in force first."""
    return listed(queries.tables(request.actor.tenant_id), asked, table_line)


@area.reads("/tables/{int:pk}", "points.table", policies.READ_TABLES)
def show_table(request: Call, pk: int) -> PointsTableRecord:
    """One version of a table, with what is in it."""
    return table_record(one(queries.tables(request.actor.tenant_id), pk=pk))


@area.acts("/tables/load", "points.load_table", policies.MANAGE)
def load_table(request: Call, data: TableBody) -> PointsTableRecord:
    """Store a version of a table from its YAML text; it is not in force before it is switched on."""
    tenant: Tenant = one(Tenant.objects.all(), pk=request.actor.tenant_id)
    given = clean(forms.TableForm, data)
    try:
        return table_record(actions.load_table(actor=request.actor, tenant=tenant, **given))
    except BadTable as bad:
        raise ValidationError({"text": [str(problem) for problem in bad.problems]}) from None


def _table(request: Call, pk: int) -> Table:
    found: Table = one(queries.tables(request.actor.tenant_id), pk=pk)
    policies.MANAGE.require(request.actor, found)
    return found


@area.acts("/tables/{int:pk}/switch_on", "points.switch_on", policies.MANAGE)
def switch_on(request: Call, pk: int) -> PointsTableRecord:
    """Put a table in force."""
    return table_record(actions.switch_on(actor=request.actor, table=_table(request, pk)))


@area.acts("/tables/{int:pk}/switch_off", "points.switch_off", policies.MANAGE)
def switch_off(request: Call, pk: int) -> PointsTableRecord:
    """Points are no longer computed; kept years stay."""
    return table_record(actions.switch_off(actor=request.actor, table=_table(request, pk)))
