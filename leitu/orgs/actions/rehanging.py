"""The plain case of a move, in sets: a subtree that has stood still since that day goes below another parent.

Inside the subtree nothing changes; only the links from above it end, and others begin. What is no plain case (a day with
later changes, a return to where it stood) is left to ``placing.mend_below``, which computes everything anew.
"""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from leitu.core.periods import FOREVER
from leitu.orgs.models import Unit, UnitLink

INSERT = """
INSERT INTO {table} (tenant_id, ancestor_id, descendant_id, depth, since, until)
SELECT d.tenant_id, a.ancestor_id, d.descendant_id, a.depth + d.depth + 1, %s, %s FROM {table} a, {table} d
WHERE a.tenant_id = %s AND a.descendant_id = %s AND a.until = %s AND a.ancestor_id IN ({marks})
AND d.tenant_id = %s AND d.ancestor_id = %s AND d.until = %s
"""


def rehang(unit: Unit, parent: Unit, since: dt.date) -> bool:
    """Mend the links of the subtree of ``unit`` for its new ``parent``; False when this is no plain case.

    Raises ValidationError for a circle.
    """
    links = UnitLink.objects.filter(tenant_id=unit.tenant_id)
    now_open = links.filter(until=FOREVER)
    inside = now_open.filter(ancestor=unit).values("descendant_id")
    if not now_open.filter(ancestor=unit, descendant=unit).exists():
        return False  # it is being founded
    if now_open.filter(ancestor=unit, descendant=parent).exists():
        raise ValidationError(_("上下级关系成环：一个党组织不能在自己的下级之下。"), code="circle")
    outside = dict(now_open.filter(descendant=unit, depth__gt=0).values_list("ancestor_id", "depth"))
    above = {key: depth + 1 for key, depth in now_open.filter(descendant=parent).values_list("ancestor_id", "depth")}
    ending = [key for key, depth in outside.items() if above.get(key) != depth]
    beginning = [key for key, depth in above.items() if outside.get(key) != depth]
    if _is_odd(links, inside, unit, parent, since, beginning):
        return False
    below = list(inside.values_list("descendant_id", flat=True))
    ended = now_open.filter(ancestor_id__in=ending, descendant_id__in=below)
    ended.filter(since__gte=since).delete()
    ended.update(until=since)
    if beginning:
        _begin(unit, parent, since, beginning)
    return True


def _is_odd(
    links: "QuerySet[Any, Any]",
    inside: "QuerySet[Any, Any]",
    unit: Unit,
    parent: Unit,
    since: dt.date,
    beginning: list[int],
) -> bool:
    """Whether anything around has changed after the day, or a link that is to begin would touch one that ended then."""
    of_both = Q(descendant_id__in=inside) | Q(ancestor=unit) | Q(descendant=parent)
    later = Q(since__gt=since) | Q(until__gt=since, until__lt=FOREVER)
    touching = Q(ancestor_id__in=beginning, descendant_id__in=inside, until__gte=since, until__lt=FOREVER)
    return bool(links.filter(of_both & later).exists() or links.filter(touching).exists())


def _begin(unit: Unit, parent: Unit, since: dt.date, ancestors: list[int]) -> None:
    statement = INSERT.format(table=UnitLink._meta.db_table, marks=", ".join(["%s"] * len(ancestors)))
    tenant = unit.tenant_id
    values: list[Any] = [since, FOREVER, tenant, parent.pk, FOREVER, *ancestors, tenant, unit.pk, FOREVER]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
