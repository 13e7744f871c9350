"""Tables of rules: loaded, switched on and off; and the statements of a year that is over, kept. Nobody enters points."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from leitu.audit.record import record
from leitu.core.actor import Actor
from leitu.core.clock import now, today
from leitu.core.errors import WrongState
from leitu.norms.yamlfields import Problem
from leitu.orgs.models import Tenant
from leitu.points import policies, queries
from leitu.points.models import Table, YearStatement, closes_on
from leitu.points.tablefile import BadTable, read_table

BATCH = 500


@transaction.atomic
def load_table(*, actor: Actor, tenant: Tenant, text: str, file: str = "") -> Table:
    """Store a version of a table; it is not in force before it is switched on. The same text again changes nothing.

    Raises NotAllowed, BadTable (wrong, forbidden, or another content under a version that is stored).
    """
    policies.MANAGE.require(actor, Table(tenant=tenant))
    name = file or "table.yaml"
    given = read_table(text, name)
    rows = Table.objects.select_for_update(of=("self",)).filter(tenant=tenant, code=given.code, version=given.version)
    stored = rows.first()
    if stored is not None:
        if stored.digest != given.digest:
            reason = _("这个版本已经载入，内容却不同。改了内容请写新的版本号。")
            raise BadTable([Problem(name, 1, reason, given.code)])
        return stored

    made = Table.objects.create(
        tenant=tenant,
        code=given.code,
        version=given.version,
        title=given.rule.title,
        valid_from=given.valid_from,
        definition=given.definition,
        digest=given.digest,
        loaded_at=now(),
    )

    record(actor, "points.load_table", made, file=file, version=made.version)
    return made


def _fresh(table: Table) -> Table:
    """With the tenant locked, so that two tables never come into force at once."""
    Tenant.objects.select_for_update().get(pk=table.tenant_id)
    found: Table = Table.objects.select_for_update(of=("self",)).get(tenant_id=table.tenant_id, pk=table.pk)
    return found


@transaction.atomic
def switch_on(*, actor: Actor, table: Table) -> Table:
    """Put a table in force; members see their statements at once. Raises NotAllowed, WrongState."""
    policies.MANAGE.require(actor, table)
    table = _fresh(table)
    if Table.objects.filter(tenant_id=table.tenant_id, is_active=True).exists():
        raise WrongState(_("同时只用一份积分规则：先停用现在的。"))
    if table.valid_from > today():
        raise WrongState(_("这份积分规则还没有到施行日期。"))

    table.is_active = True
    table.save(update_fields=["is_active"])

    record(actor, "points.switch_on", table)
    return table


@transaction.atomic
def switch_off(*, actor: Actor, table: Table) -> Table:
    """Points are no longer computed; kept years stay with their members. Raises NotAllowed, WrongState."""
    policies.MANAGE.require(actor, table)
    table = _fresh(table)
    if not table.is_active:
        raise WrongState(_("这份积分规则没有启用。"))

    table.is_active = False
    table.save(update_fields=["is_active"])

    record(actor, "points.switch_off", table)
    return table


@transaction.atomic
def keep(*, actor: Actor, table: Table, year: int) -> int:
    """Keep the statements of a year whose time for late entries is over: of each member once. Returns how many are new.

    Raises NotAllowed, WrongState.
    """
    policies.MANAGE.require(actor, table)
    table = _fresh(table)
    if closes_on(year) >= today():
        raise WrongState(_("补录的时间还没有过。"))
    if not table.is_active or table.valid_from > dt.date(year, 12, 31):
        raise WrongState(_("这份积分规则没有启用。"))

    kept = 0
    last = 0
    while rows := queries.unkept(table.tenant_id, year, after=last, limit=BATCH):
        YearStatement.objects.bulk_create(queries.to_keep(table, year, rows, today()))
        kept, last = kept + len(rows), rows[-1].pk

    if kept:
        record(actor, "points.keep", table, year=year, count=kept)
    return kept


def keep_due(*, actor: Actor, tenant: Tenant) -> int:
    """Keep the last year that is over, where points are in use. Returns how many statements are new."""
    table = queries.in_force(tenant.pk)
    year = today().year - 1
    if table is None or closes_on(year) >= today() or table.valid_from > dt.date(year, 12, 31):
        return 0
    return keep(actor=actor, table=table, year=year)
