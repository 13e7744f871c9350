"""How a branch stands, in figures that are read the same way when it is listed and when it is accepted."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _

from leitu.guidance.queries import kept_visits
from leitu.matters.models import Matter
from leitu.matters.queries import totals
from leitu.norms.duties import summary
from leitu.norms.duty import State
from leitu.orgs.models import Unit
from leitu.people.models import Post

LABELS = {
    "met": _("近一年已办的应办事项"),
    "overdue": _("近一年超期的应办事项"),
    "matters_open": _("未销的问题和任务"),
    "matters_overdue": _("其中超期"),
    "matters_closed": _("近一年销号"),
    "has_secretary": _("书记在岗"),
    "visits": _("近一年联系指导次数"),
}
"""What is compared, in this order."""
YEAR = dt.timedelta(days=365)


def figures(unit: Unit, day: dt.date) -> dict[str, int]:
    """The figures of a branch with its groups, of the year up to ``day``."""
    groups = Unit.objects.filter(tenant_id=unit.tenant_id, parent=unit, kind=Unit.Kind.GROUP)
    units: Any = [unit.pk, *groups.values_list("pk", flat=True)]
    counts: dict[str, int] = dict.fromkeys(State.values, 0)
    for by_state in summary(unit.tenant, units, on=day, since=day - YEAR).values():
        for state, count in by_state.items():
            counts[state] += count
    matters = Matter.objects.filter(tenant_id=unit.tenant_id, unit_id__in=units)
    found = totals(matters, day)
    secretary = Post.objects.filter(
        tenant_id=unit.tenant_id, unit=unit, title=Post.Title.SECRETARY, since__lte=day, until__gt=day
    )
    return {
        "met": counts[State.MET],
        "overdue": counts[State.OVERDUE],
        "matters_open": found.waiting,
        "matters_overdue": found.overdue,
        "matters_closed": matters.filter(state=Matter.State.CLOSED, closed_on__gt=day - YEAR).count(),
        "has_secretary": int(secretary.exists()),
        "visits": kept_visits().filter(tenant_id=unit.tenant_id, unit=unit, on__gt=day - YEAR, on__lte=day).count(),
    }


def beside(before: dict[str, int], after: dict[str, int]) -> list[tuple[str, str, str]]:
    """Label, before, after; a figure that was not kept then is a dash."""

    def shown(figures: dict[str, int], key: str) -> str:
        if key not in figures:
            return "—"
        return str((_("否"), _("是"))[bool(figures[key])]) if key == "has_secretary" else str(figures[key])

    return [(str(label), shown(before, key), shown(after, key)) for key, label in LABELS.items()]
