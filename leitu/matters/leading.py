"""A secretary's year (四个亲自, M34): what he did himself on the key matters, read from the steps; no log is kept."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from leitu.core.clock import today
from leitu.matters.models import Matter, Step
from leitu.matters.queries import at_and_below
from leitu.orgs.models import Unit
from leitu.people.models import Post

Kind = Step.Kind
DUTIES: Mapping[str, tuple[str, ...]] = {
    "deploys": (Kind.MARKED, Kind.PUBLISHED, Kind.SPLIT, Kind.ASSIGNED),
    "asks": (Kind.INQUIRED,),
    "coordinates": (Kind.HELPER,),
    "supervises": (Kind.SUPERVISED,),
}
"""The four duties -> the kinds of steps that are their trace."""
LABELS = {
    "deploys": _("亲自部署"),
    "asks": _("亲自过问"),
    "coordinates": _("亲自协调"),
    "supervises": _("亲自督办"),
}
MOST_STEPS = 500


@dataclass(frozen=True)
class Led:
    """What the secretaries of a unit did in a year, by duty, the newest first; ``matters``: how many key ones there are."""

    matters: int
    steps: dict[str, list[Step]]

    def count(self, duty: str) -> int:
        """How many steps stand for one of DUTIES."""
        return len(self.steps[duty])


def led(unit: Unit, year: int) -> Led:
    """Of whoever was secretary of the unit in that year, while he was, on the key matters at and below it."""
    first, last = dt.date(year, 1, 1), min(dt.date(year, 12, 31), today())
    key = Matter.objects.filter(tenant_id=unit.tenant_id, is_key=True, unit_id__in=at_and_below(unit))
    held = Post.objects.filter(
        tenant_id=unit.tenant_id,
        unit=unit,
        title=Post.Title.SECRETARY,
        since__lte=last,
        until__gt=first,
        person__account__isnull=False,
    ).select_related("person")
    mine = Q(pk__isnull=True)
    for post in held:
        assert post.person is not None
        mine |= Q(by=post.person.account_id, on__gte=max(first, post.since), on__lte=last, on__lt=post.until)
    kinds = [kind for kinds in DUTIES.values() for kind in kinds]
    rows = Step.objects.filter(mine, tenant_id=unit.tenant_id, matter__in=key, kind__in=kinds)
    found: dict[str, list[Step]] = {duty: [] for duty in DUTIES}
    duty_of = {kind: duty for duty, kinds_ in DUTIES.items() for kind in kinds_}
    for step in rows.select_related("matter__unit").order_by("-pk")[:MOST_STEPS]:
        found[duty_of[step.kind]].append(step)
    return Led(key.count(), found)
