"""Half a million matters: the ledger, a task for every unit, and whether a problem has been there before.

They are written with one statement a table inside a transaction that is taken back at the end, so that the other rows
find the district as it was. Ours is the whole answer, page and all; the baselines are ``ledger.sql``, the inserts that
a task cannot do without, and one question over the index of the unit.
"""

import datetime as dt
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from bench.group import Context
from bench.measure import compare, progress
from bench.table import Row
from leitu.accounts.models import User
from leitu.core.actor import Actor, console, system
from leitu.core.clock import today
from leitu.matters import actions, memory, queries
from leitu.matters.models import Matter, Step
from leitu.orgs.models import Involvement, Unit

PER_UNIT = 50
"""Half a million in a district of 9 900 units, four years of work."""
SET = 500
ASKED = 200
"""So many problems are compared with earlier ones in one go."""
HERE = Path(__file__).parent
FILL = (HERE / "matters.sql").read_text(encoding="utf-8").split(";\n")
LEDGER = (HERE / "ledger.sql").read_text(encoding="utf-8").split(";\n")


def rows(context: Context) -> Iterator[Row]:
    """Everything on one connection: nobody else sees these matters, and nothing of them stays."""
    root = Unit.objects.select_related("tenant").get(parent__isnull=True)
    actor = console("bench", root.tenant_id)
    with transaction.atomic():
        fill(root)
        yield context.row("ledger of the district, everything and totals (s)", *ledger(root, only_open=False))
        yield context.row("ledger of the district, filtered, and totals (s)", *ledger(root, only_open=True))
        yield context.row("give one task to every unit (s)", *task(actor, root))
        yield context.row("has this problem been before (s)", *before(root))
        transaction.set_rollback(True)


def fill(root: Unit) -> None:
    """Matters of the last four years, most of them closed, each with its first and its last step."""
    with connection.cursor() as cursor:
        for statement in FILL:
            cursor.execute(statement, {"tenant": root.tenant_id, "root": root.pk, "day": today(), "each": PER_UNIT})
        cursor.execute("ANALYZE matters_matter, matters_step")
    progress(f"{Matter.objects.count()} matters, {Step.objects.count()} steps")


def ledger(root: Unit, *, only_open: bool) -> tuple[float, float]:
    """The page of the district's officer: everything, or what is not closed (未销); the statements agree with it."""
    officer = Client(HTTP_HOST="localhost")
    officer.force_login(User.objects.get(username="officer"))
    day = today()
    asked = {"tenant": root.tenant_id, "day": day, "open": only_open}
    found = Matter.objects.filter(tenant_id=root.tenant_id)
    if only_open:
        found = found.filter(state__in=Matter.ON_LEDGER)
    assert queries.totals(found, day).all == by_hand(asked) > 0, "a baseline that comes to other numbers is none"
    address = reverse("matters:list") + ("?state=waiting" if only_open else "")

    def page() -> None:
        answer = officer.get(address)
        assert answer.status_code == 200, answer.status_code

    ours, against = compare(page, lambda: by_hand(asked))
    return ours.cpu, against.cpu


def by_hand(asked: dict[str, Any]) -> int:
    """The baseline: totals, the four lists, the first page; how many there are."""
    with connection.cursor() as cursor:
        found = []
        for statement in LEDGER:
            cursor.execute(statement, asked)
            found.append(cursor.fetchall())
    return int(found[0][0][0])


def task(actor: Actor, root: Unit) -> tuple[float, float]:
    """Dealt out as the job does it, against the same rows made beforehand and inserted bare."""
    whole = Matter.objects.create(
        tenant_id=root.tenant_id,
        unit=root,
        kind=Matter.Kind.TASK,
        title="安全生产月",
        state=Matter.State.PUBLISHED,
        standard="按通知办完",
        due_on=today() + dt.timedelta(days=60),
        noted_on=today(),
        reviewer_unit=root,
    )
    given: dict[str, Any] = {"scope": "branches", "title": "自查一次", "standard": "问题有清单", "due_on": whole.due_on}

    def ours() -> None:
        actions.dispatch(actor=actor, matter=whole, **given)
        actions.run_dispatches(actor=system("bench", actor.tenant_id))

    with taken_back():
        ours()
        parts = list(Matter.objects.filter(tenant_id=root.tenant_id, parent=whole))
        steps = list(Step.objects.filter(tenant_id=root.tenant_id, matter__in=parts))
        checkers = list(Involvement.objects.filter(object_type=Matter._meta.label, object_id__in=[p.pk for p in parts]))
    progress(f"{len(parts)} parts, {len(steps)} steps, {len(checkers)} checkers")

    def bare() -> None:
        Matter.objects.bulk_create(parts, batch_size=SET)
        Step.objects.bulk_create(steps, batch_size=SET)
        Involvement.objects.bulk_create(checkers, batch_size=SET)

    spent = compare(inside(ours), inside(bare), times=3)
    return spent[0].cpu, spent[1].cpu


def before(root: Unit) -> tuple[float, float]:
    """The newest problems of some units; the baseline asks each unit for one earlier matter of the same title."""
    newest = Matter.objects.filter(tenant_id=root.tenant_id, kind=Matter.Kind.PROBLEM).order_by("-pk")[: 40 * ASKED]
    chosen = random.Random(7).sample(list(newest), ASKED)
    remembered = sum(memory.recall(matter) is not None for matter in chosen)
    progress(f"{remembered} of {ASKED} have been before")

    def one_question() -> None:
        for matter in chosen:
            rows = Matter.objects.filter(tenant_id=matter.tenant_id, unit_id=matter.unit_id, pk__lt=matter.pk)
            list(rows.filter(title=matter.title).order_by("-noted_on", "-pk")[:1])

    ours, against = compare(lambda: [memory.recall(matter) for matter in chosen], one_question)
    return ours.cpu, against.cpu


@contextmanager
def taken_back() -> Iterator[None]:
    """A savepoint that never stays."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def inside(work: Callable[[], None]) -> Callable[[], None]:
    """The same, and nothing of it stays."""

    def done() -> None:
        with taken_back():
            work()

    return done
