"""Compute the unit facts of a year anew, against INSERT … SELECT of the same rows."""

from collections.abc import Iterator

from django.db import connection, transaction

from bench.group import Context
from bench.measure import Spent, best, progress, spent
from bench.table import Row
from leitu.core.clock import today
from leitu.facts.derive import rebuild
from leitu.facts.models import Fact
from leitu.orgs.models import Tenant

COLUMNS = 'tenant_id, source_type, source_id, kind, person_id, unit_id, "on", amount'
SELECT = f"INSERT INTO facts_fact ({COLUMNS}) SELECT {COLUMNS} FROM bench_year"
TIMES = 3


def rows(context: Context) -> Iterator[Row]:
    """Both sides bring the rows of one year into the same table with the same indexes. Ours also deletes them first,
    reads their records and asks ``facts_of`` about each; nothing of either stays."""
    tenant, year = Tenant.objects.get().pk, today().year - 1
    ours, against = [], []
    for _ in range(TIMES):
        with transaction.atomic():
            ours.append(spent(lambda: rebuild(tenant, year)))
            count = Fact.objects.filter(on__year=year).count()
            transaction.set_rollback(True)
        against.append(insert_select(year))
    best_ours, best_against = best(ours), best(against)
    progress(f"{count} facts of {year}: {best_ours.wall:.2f} s and {best_against.wall:.2f} s on the clock")
    yield context.row("rebuild the unit facts of a year (s)", best_ours.cpu, best_against.cpu)


def insert_select(year: int) -> Spent:
    """The baseline: the rows wait in a table beside it, the year is empty, one statement moves them."""
    with transaction.atomic(), connection.cursor() as cursor:
        days = [f"{year}-01-01", f"{year}-12-31"]
        cursor.execute(
            'CREATE TEMPORARY TABLE bench_year AS SELECT * FROM facts_fact WHERE "on" BETWEEN %s AND %s', days
        )
        cursor.execute('DELETE FROM facts_fact WHERE "on" BETWEEN %s AND %s', days)
        taken = spent(lambda: cursor.execute(SELECT))
        transaction.set_rollback(True)
    return taken
