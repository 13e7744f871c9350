"""责任清单 and 年度计划 as home and unit page show them: what is one's own to sign or to settle, in its season."""

import datetime as dt

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from leitu.core.actor import Actor
from leitu.orgs.models import Unit
from leitu.plans import policies as plans
from leitu.pledges import policies, queries
from leitu.portal.ledger import Lines
from leitu.portal.queries import Todo
from leitu.ui.parts import Link

SIGNED_UNTIL = 3
"""Until the end of this month people are reminded of signing; after the year's tenth month, of settling."""


def own_pledges(actor: Actor, day: dt.date) -> Lines | None:
    """One's own lists that wait: to be signed in spring, to be settled in the last months; asked for only then."""
    signs, settles = day.month <= SIGNED_UNTIL, day.month >= queries.SETTLED_FROM
    if not actor.person_id or not (signs or settles):
        return None
    lines = []
    for post in queries.own(actor, day.year):
        state = queries.standing_of(post)
        words = {"year": day.year, "title": post.get_title_display()}
        if state == "unsigned":
            href = f"{reverse('pledges:sign', args=[post.pk])}?year={day.year}"
            title, due_on, label = _("签 %(year)s 年%(title)s责任清单"), dt.date(day.year, SIGNED_UNTIL, 31), _("去签")
        elif settles and state != "settled":
            href = reverse("pledges:settle", args=[post.pledge_pk])
            title, due_on, label = _("%(year)s 年%(title)s责任清单逐条对账"), dt.date(day.year, 12, 31), _("对账")
        else:
            continue
        mark = "upcoming" if day <= due_on else "due_soon"
        lines.append(Todo(mark, title % words, post.unit.name, due_on, href, label, href))
    return Lines(lines, len(lines), reverse("pledges:list")) if lines else None


def of_unit(actor: Actor, unit: Unit) -> list[Link]:
    """The doors to what a unit promised and planned, for whoever may look."""
    if unit.kind == Unit.Kind.GROUP:
        return []
    asked = urlencode({"unit": unit.pk})
    doors = [
        (policies.VIEW, _("责任清单"), "pledges:list"),
        (plans.VIEW, _("年度计划"), "plans:show"),
    ]
    return [Link(label, f"{reverse(name)}?{asked}") for right, label, name in doors if right.allows(actor, unit)]
