"""The steps by which open matters follow a change of the tree; run by ``changes.actions``, which has asked."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from leitu.audit.record import record
from leitu.changes.movers import Passing, Trace
from leitu.core.actor import Actor
from leitu.core.errors import WrongState
from leitu.matters.actions.checking import inherit, own, set_reviewer
from leitu.matters.actions.fresh import add_step, save
from leitu.matters.models import Matter, Step
from leitu.orgs.models import Unit
from leitu.people.leaving import leavers
from leitu.people.models import Person


def open_rows() -> "QuerySet[Any, Any]":
    """What is noted or on the ledger."""
    rows: QuerySet[Any, Any] = Matter.objects.filter(state__in=[*Matter.ON_LEDGER, Matter.State.NOTED])
    return rows


def going(passing: Passing) -> "QuerySet[Any, Any]":
    """The open matters of the source that go along: all, or those for which somebody who leaves is responsible."""
    rows = open_rows().filter(tenant_id=passing.source.tenant_id, unit=passing.source)
    return rows if passing.is_whole else rows.filter(person_id__in=leavers(passing).values("person_id"))


def pass_matters(actor: Actor, passing: Passing) -> Trace:
    """The target owns what the source owned, and checks what it checked; in a split whoever is responsible stays so."""
    source, target = passing.source, passing.taker()
    owned = list(going(passing).order_by("pk"))
    checked = open_rows().filter(tenant_id=source.tenant_id, reviewer_unit=source).exclude(unit=source)
    reviewed = list(checked.order_by("pk")) if passing.is_whole else []
    before = [(row.pk, row.person_id, row.reviewer_unit_id) for row in [*owned, *reviewed]]
    if passing.is_whole:
        inherit(actor, source, target)
    else:
        for matter in going(passing).select_for_update(of=("self",)).select_related("unit", "reviewer_unit"):
            _hand(actor, matter, target, matter.person, _("%(unit)s拆分") % {"unit": source.name})
    versions = dict(Matter.objects.filter(pk__in=[key for key, *__ in before]).values_list("pk", "version"))
    return [[key, versions[key], person, reviewer] for key, person, reviewer in before]


def _hand(actor: Actor, matter: Matter, unit: Unit, person: Person | None, reason: str) -> None:
    own(actor, matter, unit, reason)
    matter.person, matter.person_name = person, person.name if person else ""
    save(matter, "person", "person_name")
    record(actor, "matters.hand_over", matter, unit_id=unit.pk, to=unit.name, reason=reason)


def return_matters(actor: Actor, passing: Passing, trace: Trace) -> None:
    """The source owns and checks again what it did. Raises WrongState when work has gone on since."""
    reason = _("组织调整恢复原状")
    rows = Matter.objects.select_for_update(of=("self",)).select_related("unit", "reviewer_unit")
    for key, version, person_id, reviewer_id in trace:
        matter = rows.get(tenant_id=passing.source.tenant_id, pk=key)
        if matter.version != version:
            raise WrongState(_("“%(title)s”后来又办过，不能恢复原状。") % {"title": str(matter)})
        if matter.unit_id == passing.taker().pk and reviewer_id != passing.source.pk:
            person = Person.objects.filter(tenant_id=matter.tenant_id, pk=person_id or 0).first()
            _hand(actor, matter, passing.source, person, reason)
        if matter.reviewer_unit_id != reviewer_id:
            set_reviewer(matter, Unit.objects.filter(tenant_id=matter.tenant_id, pk=reviewer_id or 0).first())
            save(matter, "reviewer_unit")
            to = matter.reviewer_unit.name if matter.reviewer_unit else ""
            add_step(actor, matter, Step.Kind.REVIEWER, reason, to=to)
            record(actor, "matters.change", matter, changed=["reviewer_unit"])
