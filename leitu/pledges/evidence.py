"""What is on record beside a promise at the end of the year: counted, each number the door to its list; nobody types it."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from leitu.core.clock import today
from leitu.matters.leading import DUTIES, led
from leitu.matters.models import Matter
from leitu.matters.queries import totals
from leitu.norms.duties import duties
from leitu.norms.duty import State
from leitu.pledges.models import Pledge, PledgeLine

SHOWS = ("matters", "key")
"""What a line may name under ``shows``."""


@dataclass(frozen=True)
class Shown:
    """One sentence and the list behind it."""

    text: str
    href: str


def beside(pledge: Pledge, lines: Iterable[PledgeLine]) -> dict[int, list[Shown]]:
    """By the key of the line. Asked once for all of them: duties, closings."""
    rows = list(lines)
    first, last = dt.date(pledge.year, 1, 1), min(today(), dt.date(pledge.year, 12, 31))
    if last < first:
        return {}
    codes = {line.norm_code for line in rows if line.norm_code}
    norms = _norms(pledge, first, last) if codes else {}
    shown = {name for line in rows for name in line.shows}
    known = {"matters": _matters(pledge, last)} if "matters" in shown else {}
    if "key" in shown:
        known["key"] = _key(pledge)
    return {
        line.pk: [
            *([norms[line.norm_code]] if line.norm_code in norms else []),
            *(known[name] for name in line.shows if name in known),
        ]
        for line in rows
    }


def _norms(pledge: Pledge, first: dt.date, last: dt.date) -> dict[str, Shown]:
    """By norm: 应办 11 次，办到 10 次，超期 1 次."""
    counted: dict[str, Counter[State]] = {}
    for duty in duties(pledge.tenant, [pledge.unit_id], on=last, since=first):
        counted.setdefault(duty.norm, Counter())[duty.state] += 1
    found = {}
    for code, states in counted.items():
        numbers: dict[str, Any] = {
            "owed": states.total() - states[State.WAIVED],
            "met": states[State.MET],
            "overdue": states[State.OVERDUE],
        }
        asked = {"unit": str(pledge.unit_id), "norm": code, "since": first.isoformat(), "on": last.isoformat()}
        found[code] = Shown(
            _("应办 %(owed)s 次，办到 %(met)s 次，超期 %(overdue)s 次") % numbers,
            f"{reverse('norms:duties')}?{urlencode(asked)}",
        )
    return found


def _matters(pledge: Pledge, last: dt.date) -> Shown:
    """今年销号 5 件，按期 4 件；未销 2 件，超期 1 件."""
    found = totals(Matter.objects.filter(tenant_id=pledge.tenant_id, unit_id=pledge.unit_id), last)
    words = _("这一年销号 %(closed_in_year)s 件，按期 %(closed_in_time)s 件；未销 %(waiting)s 件，超期 %(overdue)s 件")
    return Shown(words % vars(found), f"{reverse('matters:list')}?{urlencode({'unit': pledge.unit_id})}")


def _key(pledge: Pledge) -> Shown:
    """重点事项 4 件；亲自部署 3 次，过问 5 次，协调 1 次，督办 2 次."""
    found = led(pledge.unit, pledge.year)
    words = _(
        "重点事项 %(matters)s 件；亲自部署 %(deploys)s 次，过问 %(asks)s 次，协调 %(coordinates)s 次，督办 %(supervises)s 次"
    )
    numbers = {"matters": found.matters} | {duty: found.count(duty) for duty in DUTIES}
    asked = {"unit": pledge.unit_id, "year": pledge.year}
    return Shown(words % numbers, f"{reverse('matters:leading')}?{urlencode(asked)}")
