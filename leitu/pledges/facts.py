"""What a pledge says about the world: that it was signed, and how many of its lines were kept."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from leitu.core.actor import Actor
from leitu.facts import kinds
from leitu.facts.derive import Source, fact
from leitu.facts.models import Fact
from leitu.pledges.models import Pledge, PledgeLine

NUMBER = 5
"""This source in the table of facts; never changes."""


def facts_of(pledge: Pledge) -> list[Fact]:
    """The signature on its day; the lines on the day of the settlement, once all of them are settled."""
    found = [fact(pledge, kinds.kind("pledge_signed").number, unit_id=pledge.unit_id, on=pledge.signed_on)]
    if pledge.settled_on is None:
        return found
    outcomes = [line.outcome for line in pledge.lines.all()]
    done = outcomes.count(PledgeLine.Outcome.DONE)
    for code, count in (("pledge_line_done", done), ("pledge_line_not_done", len(outcomes) - done)):
        if count:
            number = kinds.kind(code).number
            found.append(fact(pledge, number, unit_id=pledge.unit_id, on=pledge.settled_on, amount=count))
    return found


def records(tenant_id: int) -> "QuerySet[Pledge]":
    """Every pledge, with its lines at hand."""
    lines = PledgeLine.objects.filter(tenant_id=tenant_id)
    return Pledge.objects.filter(tenant_id=tenant_id).prefetch_related(Prefetch("lines", lines))


def title(pledge: Pledge) -> str:
    """Year, post and name."""
    words = {"year": pledge.year, "title": pledge.get_title_display(), "name": pledge.holder_name}
    return _("%(year)s 年%(title)s %(name)s的责任清单") % words


def detail(pledge: Pledge) -> str:
    """How it stands."""
    return pledge.get_state_display()


def may_open(actor: Actor, pledge: Pledge) -> bool:
    """Whoever sees it."""
    return bool(Pledge.objects.visible_to(actor).filter(pk=pledge.pk).exists())


SOURCE: Any = Source(NUMBER, Pledge, facts_of, records, "pledges:show", detail, title, may_open, day="signed_on")
