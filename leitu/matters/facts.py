"""What a closing, a reopening and a second look say about the world, for the unit that owned the matter then."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from leitu.core.actor import Actor
from leitu.facts import kinds
from leitu.facts.derive import Source, fact
from leitu.facts.models import Fact
from leitu.matters.models import Matter, Step
from leitu.matters.policies import VIEW
from leitu.ui.templatetags.dates import short_day

NUMBER = 2
"""This source in the table of facts; never changes."""
TOLD = (Step.Kind.CLOSED, Step.Kind.REOPENED, Step.Kind.LOOKED)


def facts_of(step: Step) -> list[Fact]:
    """On time or late by the date that held when it was closed; a reopening counts for the owner and for the unit that
    had checked it; a second look that found nothing counts for the owner.
    """
    units: dict[str, int | None] = {}
    if step.kind == Step.Kind.REOPENED:
        units = {"matter_reopened": step.unit_id, "matter_came_back_to_checker": step.data.get("reviewer")}
    elif step.kind == Step.Kind.CLOSED:
        is_late = step.due_on is not None and step.on > step.due_on
        units = {"matter_closed_late" if is_late else "matter_closed_on_time": step.unit_id}
    elif step.kind == Step.Kind.LOOKED and step.data.get("held"):
        units = {"matter_held": step.unit_id}
    return [fact(step, kinds.kind(code).number, unit_id=unit, on=step.on) for code, unit in units.items() if unit]


def records(tenant_id: int) -> "QuerySet[Step]":
    """Every step that carries a fact."""
    return Step.objects.filter(tenant_id=tenant_id, kind__in=TOLD)


def title(step: Step) -> str:
    """Day, what was done, and to what."""
    words = {"day": short_day(step.on), "step": step.get_kind_display(), "title": step.matter.title}
    return _("%(day)s %(step)s：%(title)s") % words


def may_open(actor: Actor, step: Step) -> bool:
    """Whoever sees the matter; it may have gone to another unit since."""
    return bool(Matter.objects.visible_to(actor, VIEW).filter(pk=step.matter_id).exists())


def href(step: Step) -> str:
    """The page of its matter."""
    return step.matter.get_absolute_url()


def detail(step: Step) -> str:
    """The sentence of the step."""
    return step.text


SOURCE: Any = Source(NUMBER, Step, facts_of, records, "", detail, title, may_open, href=href)
