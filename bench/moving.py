"""Move a subtree of about a thousand units under another committee, against the statements that it needs at least."""

from collections.abc import Callable, Iterator
from typing import Any

from django.db import connection, transaction
from django.db.models import Count

from bench.group import Context
from bench.measure import compare, progress
from bench.table import Row
from leitu.changes import actions
from leitu.changes.models import Change
from leitu.core.actor import Actor, console
from leitu.core.clock import today
from leitu.core.periods import FOREVER
from leitu.orgs.models import Tenant, Unit, UnitLink
from leitu.people.models import Membership

WANTED = 1000
"""Units of the subtree, as near as the district has one."""
STATEMENTS = (
    "UPDATE orgs_placement SET until = %(on)s WHERE unit_id = %(unit)s AND until = %(ever)s",
    "INSERT INTO orgs_placement (tenant_id, unit_id, parent_id, since, until)"
    " VALUES (%(tenant)s, %(unit)s, %(parent)s, %(on)s, %(ever)s)",
    "UPDATE orgs_unit SET parent_id = %(parent)s, version = version + 1 WHERE id = %(unit)s",
    "UPDATE orgs_unitlink SET until = %(on)s WHERE until = %(ever)s AND descendant_id IN"
    " (SELECT descendant_id FROM orgs_unitlink WHERE ancestor_id = %(unit)s AND until = %(ever)s)"
    " AND ancestor_id IN (SELECT ancestor_id FROM orgs_unitlink WHERE descendant_id = %(unit)s AND depth > 0"
    " AND until = %(ever)s)",
    "INSERT INTO orgs_unitlink (tenant_id, ancestor_id, descendant_id, depth, since, until)"
    " SELECT d.tenant_id, a.ancestor_id, d.descendant_id, a.depth + d.depth + 1, %(on)s, %(ever)s"
    " FROM orgs_unitlink a, orgs_unitlink d WHERE a.descendant_id = %(parent)s AND a.until = %(ever)s"
    " AND d.ancestor_id = %(unit)s AND d.until = %(ever)s",
)


def rows(context: Context) -> Iterator[Row]:
    """Both sides move it and take it back. Ours also asks whether it may, looks for circles and leaves its entries."""
    unit, parent = pair()
    members = Membership.objects.filter(unit__in=UnitLink.objects.filter(ancestor=unit).values("descendant_id")).count()
    change = actions.prepare(actor=machine(), unit=unit, kind="move", on=today(), target=parent)
    progress(f"{unit.name}: {members} memberships below")
    ours, against = compare(lambda: undone(lambda: carried_out(change)), lambda: undone(lambda: bare(unit, parent)))
    actions.withdraw(actor=machine(), change=change)
    yield context.row("move a subtree of 1000 units (s)", ours.cpu, against.cpu)


def machine() -> Actor:
    return console("bench", Tenant.objects.get().pk)


def pair() -> tuple[Unit, Unit]:
    """The unit whose subtree is nearest to WANTED, and another that may stand above it."""
    sizes = UnitLink.objects.filter(until=FOREVER, ancestor__kind="committee", ancestor__parent__isnull=False)
    found = list(sizes.values_list("ancestor_id").annotate(size=Count("pk")).order_by("ancestor_id"))
    key, size = min(found, key=lambda pair: abs(pair[1] - WANTED))
    progress(f"a subtree of {size} units")
    unit = Unit.objects.select_related("parent").get(pk=key)
    below = UnitLink.objects.filter(ancestor=unit).values("descendant_id")
    others = Unit.objects.filter(kind="committee").exclude(pk__in=below).exclude(pk=unit.parent_id)
    return unit, others.order_by("pk")[0]


def carried_out(change: Change) -> None:
    actions.carry_out(actor=machine(), change=change)


def bare(unit: Unit, parent: Unit) -> None:
    """The baseline, as somebody would type it who has thought of everything."""
    given: dict[str, Any] = {"unit": unit.pk, "parent": parent.pk, "on": today(), "ever": FOREVER, "tenant": unit.tenant_id}
    with connection.cursor() as cursor:
        for statement in STATEMENTS:
            cursor.execute(statement, given)


def undone(work: Callable[[], object]) -> None:
    with transaction.atomic():
        work()
        transaction.set_rollback(True)
