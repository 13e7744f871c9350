"""The pages people open most: at this size against one tenth of it, and their queries (session and all, no savepoints)."""

from collections.abc import Iterator
from statistics import median

from django.db import connection
from django.db.models import Count
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bench.group import Context
from bench.measure import best, spent
from bench.roll import BRANCHES, SAVEPOINT, branches, secretary_of
from bench.table import Row
from leitu.accounts.models import User
from leitu.activities.models import Activity
from leitu.audit.record import record
from leitu.core.actor import console
from leitu.core.clock import today
from leitu.orgs.models import Unit, UnitLink, valid_on
from leitu.portal import pictures

TIMES = 6
ALIKE = 7
"""Branches whose pages are measured; the row is the one in the middle."""
CHANGED = 20
"""In how many branches something happens after the count of the dashboards."""
COMMITTEE = 60
"""How many units a sub-committee of the comparison should have below it, at any size of the district."""


def rows(context: Context) -> Iterator[Row]:
    """Each world is measured in a process of its own: the same code, the same kind of person."""
    full = context.worlds.postgres(context.size).ask("bench.pages:measured")
    tenth = context.worlds.postgres(context.size.tenth).ask("bench.pages:measured")
    for page, (cpu, queries) in full.items():
        yield context.row(f"page {page}: at this size and at one tenth (s)", cpu, tenth[page][0])
        yield context.row(f"page {page}: queries", queries)


def measured() -> dict[str, tuple[float, int]]:
    """Page -> (processor seconds of its best answer, queries).

    The job that keeps dashboards of large units has run, as it does every five minutes, and some branches have recorded
    something since. What that costs says the row
    ``dashboard of the district``.
    """
    pictures.make()
    change_some()
    found: dict[str, list[tuple[float, int]]] = {}
    for name, client, address in pages():
        found.setdefault(name, []).append(_measure(client, address))
    return {name: (median(cpu for cpu, _n in of), max(n for _cpu, n in of)) for name, of in found.items()}


def change_some() -> None:
    """What happens between a count of the dashboards and the next: so many branches have recorded something."""
    root = Unit.objects.get(parent__isnull=True)
    for branch in branches(root.tenant_id, count=CHANGED):
        record(console("bench", root.tenant_id), "activities.plan", unit_id=branch.pk)


def pages() -> Iterator[tuple[str, Client, str]]:
    """Secretaries of branches of twenty-five, and the officer of the district."""
    root = Unit.objects.get(parent__isnull=True)
    # Not those in which ``roll`` and ``throughput`` hold hundreds of meetings in a day. Several, for what one branch has
    # to do this week says nothing of the district's size.
    for branch in branches(root.tenant_id, BRANCHES, ALIKE):
        yield from pages_of(branch)
    officer = Client(HTTP_HOST="localhost")
    officer.force_login(User.objects.get(username="officer"))
    members, dashboard = reverse("people:list"), reverse("portal:dashboard")
    yield "members of the district", officer, members
    yield "members, filtered", officer, f"{members}?q=王&stage=probationary"
    yield "members, by a whole name", officer, f"{members}?q=王伟"
    yield "members, by a surname", officer, f"{members}?q=王"
    yield "members, by initials", officer, f"{members}?q=wxm"
    yield "dashboard of a sub-committee", officer, f"{dashboard}?unit={committee(root)}"
    yield "dashboard of the district", officer, dashboard


def pages_of(branch: Unit) -> Iterator[tuple[str, Client, str]]:
    """Of its secretary."""
    secretary = secretary_of(console("bench", branch.tenant_id), [branch])
    held = Activity.objects.filter(unit=branch, state=Activity.State.ARCHIVED, kind__code="theme_day", on__lt=today())
    yield "home", secretary, reverse("portal:home")
    yield "meeting", secretary, reverse("activities:show", args=[held.order_by("-on", "-pk")[0].pk])
    yield "unit", secretary, reverse("portal:unit", args=[branch.pk])
    yield "members of a branch", secretary, reverse("people:list")


def committee(root: Unit) -> int:
    """The key of the committee under the district that has about COMMITTEE units below it."""
    below = UnitLink.objects.filter(valid_on(today()), ancestor__parent=root)
    sizes = below.order_by().values("ancestor_id").annotate(size=Count("pk"))
    return min((abs(one["size"] - COMMITTEE), one["ancestor_id"]) for one in sizes)[1]


def _measure(client: Client, address: str) -> tuple[float, int]:
    def get() -> None:
        answer = client.get(address)
        assert answer.status_code == 200, f"{address}: {answer.status_code}"

    get()
    with CaptureQueriesContext(connection) as captured:
        get()
    queries = sum(not SAVEPOINT.match(query["sql"]) for query in captured.captured_queries)
    return best([spent(get) for _ in range(TIMES)]).cpu, queries
