"""The quarterly sheets of all branches, every cell of them, against the same indicators in one statement by hand.

The statement (``sheets.sql``) counts what the indicators count; it knows no waiver, no norm that changes within the quarter,
no unit that moved, and makes no cell of it.
"""

import datetime as dt
import resource
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from bench.group import Context
from bench.measure import compare, progress
from bench.table import Row
from leitu.assessments import actions
from leitu.assessments.gather import Asked, bases
from leitu.assessments.models import Scheme
from leitu.assessments.score import cells_of
from leitu.core.actor import console
from leitu.core.clock import today
from leitu.core.periods import PeriodKind, period_of
from leitu.orgs.models import Tenant

BY_HAND = (Path(__file__).parent / "sheets.sql").read_text(encoding="utf-8")
MOST = 1024
"""MB that computing all sheets may add to the process."""


def rows(context: Context) -> Iterator[Row]:
    """The last quarter whose time for late entries is over; nothing stays."""
    tenant = Tenant.objects.get()
    with transaction.atomic():
        scheme = Scheme.objects.select_related("tenant").get(tenant=tenant, code="branch-quarter")
        if not scheme.is_active:
            scheme = actions.switch_on(actor=console("bench", tenant.pk), scheme=scheme)
        span = period_of(PeriodKind.QUARTER, today() - dt.timedelta(days=120))

        def ours() -> dict[int, Any]:
            found = bases(Asked(tenant, scheme, span, today()))
            return {unit: cells_of(scheme.rule, basis) for unit, basis in found.items()}

        def against() -> int:
            with connection.cursor() as cursor:
                cursor.execute(BY_HAND, {"tenant": tenant.pk, "start": span.start, "end": span.end})
                return len(cursor.fetchall())

        before = _peak()
        number = len(ours())
        grown = _peak() - before
        assert number and grown < MOST, f"{number} sheets took {grown} MB"
        found, base = compare(ours, against, times=3)
        progress(f"{number} sheets in {found.wall:.3f} s, by hand {base.wall:.3f} s on the clock, {grown} MB more")
        yield context.row("quarterly sheets of all branches (s)", found.cpu, base.cpu)
        transaction.set_rollback(True)


def _peak() -> int:
    """The most memory that the process has had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
