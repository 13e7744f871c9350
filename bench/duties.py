"""The duties of a year for all branches, as numbers, against one GROUP BY over the unit facts of that year."""

from collections.abc import Iterator

from django.db import connection

from bench.group import Context
from bench.measure import compare, progress
from bench.table import Row
from leitu.core.clock import today
from leitu.norms.duties import Counts, summary
from leitu.orgs.models import Tenant
from leitu.portal.queries import year_start

GROUP_BY = """
    SELECT kind, unit_id, date_trunc('month', "on") AS month, sum(amount)::float8
    FROM facts_fact WHERE tenant_id = %s AND "on" BETWEEN %s AND %s
    GROUP BY kind, unit_id, month
"""
"""What any answer begins with: how often each unit did what in which month. It knows no register and no norm."""


def rows(context: Context) -> Iterator[Row]:
    """``leitu duties --summary --since`` asks the same function."""
    tenant, day = Tenant.objects.get(), today()
    since = year_start(tenant, day)

    def ours() -> Counts:
        return summary(tenant, on=day, since=since)

    def against() -> int:
        with connection.cursor() as cursor:
            cursor.execute(GROUP_BY, [tenant.pk, since, day])
            return len(cursor.fetchall())

    asked = sum(count for states in ours().values() for count in states.values())
    assert asked, "somebody owes something"
    found, base = compare(ours, against)
    progress(f"{asked} duties in {found.wall:.3f} s, the GROUP BY {base.wall:.3f} s on the clock")
    yield context.row("duties of a year for all branches, summary (s)", found.cpu, base.cpu)
