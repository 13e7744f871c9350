"""What the audit says of a period, for the report after a leak: how many persons, which items, by whom, what was done."""

import datetime as dt
from collections import defaultdict

from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from leitu.audit.models import Entry
from leitu.audit.sentences import sentence
from leitu.core.actor import Actor, ActorKind
from leitu.core.periods import Period
from leitu.orgs.models import Tenant
from leitu.oversight import queries as oversight
from leitu.people.models import Person
from leitu.people.queries import LISTINGS, LOOKS
from leitu.people.wording import LABELS
from leitu.reports.breach import Breach, Item, Reader
from leitu.reports.heads import head_line

AMISS = (
    *("accounts.sign_in_failed", "accounts.second_factor_failed", "accounts.confirm_failed", "accounts.lock"),
    *("orgs.grant", "accounts.reset_factors", "oversight.alert_reveals"),
)
"""What may explain how somebody got in, or got more than his due."""
MACHINE = (ActorKind.SYSTEM, ActorKind.CONSOLE)
"""Their grants come with posts and with setting up."""
MEASURES = (
    *("accounts.deactivate", "accounts.end_session", "accounts.end_other_sessions", "accounts.change_password"),
    *("accounts.withdraw_token", "orgs.revoke", "accounts.reset_factors", "backups.restore"),
)
"""Acts that close a door."""
MOST_LINES = 30


def breach_of(actor: Actor, span: Period, who: str = "") -> Breach:
    """The figures of a period (both days inclusive) in the actor's tenant; ``who``: of accounts of that name only."""
    tenant = Tenant.objects.get(pk=actor.tenant_id)
    begin, end = oversight.midnight(span.start), oversight.midnight(span.end) + dt.timedelta(days=1)
    rows = Entry.objects.filter(tenant_id=tenant.pk, at__gte=begin, at__lt=end)
    reads = oversight.by_whom(rows, tenant.pk, who) if who else rows
    # What somebody looked at of himself is no leak.
    own = dict(Person.objects.filter(tenant_id=tenant.pk, account__isnull=False).values_list("account_id", "pk"))
    looks = reads.filter(verb__in=LOOKS, object_type="people.Person", object_id__gt=0).order_by()
    counted: dict[str, int] = defaultdict(int)
    persons: set[int] = set()
    by_field: dict[str, set[int]] = defaultdict(set)
    readers: dict[int, _Sum] = defaultdict(_Sum)
    grouped = looks.values("actor_id", "actor_label", "object_id", "verb", "data__field").annotate(n=Count("pk"))
    for row in grouped.iterator():
        if own.get(row["actor_id"]) == row["object_id"]:
            continue
        field = row["data__field"] or "id_number"  # to find somebody by his number is to know it
        counted[field] += row["n"]
        by_field[field].add(row["object_id"])
        persons.add(row["object_id"])
        readers[row["actor_id"]].look(row["actor_label"], row["n"], row["object_id"])
    for actor_id, label, data in reads.filter(verb__in=sorted(LISTINGS)).values_list("actor_id", "actor_label", "data"):
        readers[actor_id].take(label, int(data.get("rows") or 0))
    items = [
        Item(field=field, label=str(LABELS.get(field, field)), looks=count, persons=len(by_field[field]))
        for field, count in sorted(counted.items())
    ]
    return Breach(
        tenant=tenant.name,
        since=span.start,
        until=span.end,
        who=who,
        persons=len(persons),
        items=items,
        readers=sorted((one.reader() for one in readers.values()), key=lambda one: one.name),
        lists=sum(one.lists for one in readers.values()),
        rows=sum(one.rows for one in readers.values()),
        door=_told(rows.filter(verb__in=AMISS).exclude(verb="orgs.grant", actor_kind__in=MACHINE)),
        measures=_told(Entry.objects.filter(tenant_id=tenant.pk, at__gte=begin, verb__in=MEASURES)),
        head=head_line(tenant.pk),
    )


class _Sum:
    """What one account did."""

    def __init__(self) -> None:
        self.name, self.looks, self.lists, self.rows = "", 0, 0, 0
        self.persons: set[int] = set()

    def look(self, name: str, times: int, person: int) -> None:
        self.name, self.looks = name, self.looks + times
        self.persons.add(person)

    def take(self, name: str, rows: int) -> None:
        self.name, self.lists, self.rows = name, self.lists + 1, self.rows + rows

    def reader(self) -> Reader:
        return Reader(name=self.name, looks=self.looks, persons=len(self.persons), lists=self.lists, rows=self.rows)


def _told(rows: "QuerySet[Entry]") -> list[str]:
    """11月23日 10:05 安全管理员：停用了账号（石磊）, the oldest first; beyond some dozens only their number."""
    listed = list(rows.order_by("pk")[: MOST_LINES + 1])
    lines = [_line(entry) for entry in listed[:MOST_LINES]]
    if len(listed) > MOST_LINES:
        lines.append(_("还有 %(count)s 条，见操作记录。") % {"count": rows.count() - MOST_LINES})
    return lines


def _line(entry: Entry) -> str:
    at = timezone.localtime(entry.at)
    about = f"（{entry.object_label}）" if entry.object_label and entry.object_type != "people.Person" else ""
    return f"{at.month}月{at.day}日 {at:%H:%M} {entry.actor_label}：{sentence(entry)}{about}"
