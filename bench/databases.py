"""The slice (the pages people open, and a meeting from plan to archive) on SQLite against PostgreSQL, default demo."""

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse

from bench import pages
from bench.group import Context
from bench.measure import best, progress, spent
from bench.roll import TEXT, branches, filled, secretary_of, send
from bench.table import Row
from bench.worlds import DEFAULT_DEMO
from leitu.activities import actions
from leitu.activities.models import ActivityKind
from leitu.core.actor import console
from leitu.core.clock import today
from leitu.orgs.models import Unit

TIMES = 5


def rows(context: Context) -> Iterator[Row]:
    """The wall clock here: SQLite works in our process and waits for its own disk, PostgreSQL for its server's."""
    found = []
    for world in (context.worlds.sqlite(DEFAULT_DEMO), context.worlds.postgres(DEFAULT_DEMO)):
        shown, held = world.ask("bench.databases:slice_of_work")
        progress(f"pages {shown:.3f} s, a meeting {held:.3f} s")
        found.append(shown + held)
    yield context.row("the slice on SQLite and on PostgreSQL, default demo (s)", *found)


def slice_of_work() -> tuple[float, float]:
    """Seconds for all pages once, and for one meeting; the best of several."""
    opened = list(pages.pages())

    def look() -> None:
        for _name, client, address in opened:
            assert client.get(address).status_code == 200, address

    root = Unit.objects.get(parent__isnull=True)
    actor = console("bench", root.tenant_id)
    unit = branches(root.tenant_id)[0]
    client = secretary_of(actor, [unit])
    kind = ActivityKind.objects.get(tenant_id=root.tenant_id, code="theme_day")
    minutes = iter(range(60 * 23))

    def hold() -> None:
        at = dt.time(*divmod(next(minutes), 60), 17)
        activity = actions.plan(actor=actor, unit=unit, kind=kind, on=today(), starts_at=at, topic="学习文件")
        actions.start(actor=actor, activity=activity)
        send(client, filled(client, reverse("activities:save_roll", args=[activity.pk])))
        send(client, filled(client, reverse("activities:archive", args=[activity.pk]), text=TEXT))

    look()
    hold()
    return best([spent(look) for _ in range(TIMES)]).wall, best([spent(hold) for _ in range(TIMES)]).wall
