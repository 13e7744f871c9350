"""Steps of a move: who comes in is enrolled once, with everything that is known of him, and takes up in a branch.

Run inside the actions of those who received him (leitu/transfers), which have checked and say so.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from leitu.core.actor import Actor
from leitu.core.clock import today
from leitu.core.errors import WrongState
from leitu.core.periods import FOREVER
from leitu.orgs.models import Unit, valid_on
from leitu.people.actions.accounts import sync_grants
from leitu.people.actions.persons import SEALED, fill, id_number_index, store
from leitu.people.models import Exemption, FloatingRecord, Membership, Person
from leitu.people.queries import find_person


def take_up(
    actor: Actor,
    person: Person,
    unit: Unit,
    *,
    since: dt.date,
    joined_on: dt.date | None,
    full_on: dt.date | None,
) -> Membership:
    """``person``, who is in no branch now, belongs to ``unit`` from ``since``; he floats no longer.

    Raises WrongState when he belongs somewhere.
    """
    held = Membership.objects.filter(tenant_id=person.tenant_id, person=person, until__gt=since)
    if held.exists():
        raise WrongState(_("他已经在本区域的名册上，不用再接收。"))
    # Who moved twice in one day was in the first of the two for no day; the entries tell of both.
    made, _new = Membership.objects.update_or_create(
        tenant_id=person.tenant_id,
        person=person,
        since=since,
        defaults={
            "unit": unit,
            "group": None,
            "until": FOREVER,
            "joined_on": joined_on,
            "full_on": full_on,
            "ending": "",
            "lost_since": None,
        },
    )
    away = FloatingRecord.objects.filter(valid_on(today()), tenant_id=person.tenant_id, person=person)
    for row in away:
        row.until = max(since, row.since)
        row.save(update_fields=["until"])
    sync_grants(actor, person)
    return made


def enrol(tenant_id: int, items: dict[str, Any]) -> Person:
    """The person with that identity number, who may have been here before, else a new one. Raises ValidationError."""
    number = items.get("id_number") or ""
    known = find_person(tenant_id, id_number_index(number)) if number else None
    person = known or Person(tenant_id=tenant_id)
    changed = fill(person, **{name: value for name, value in items.items() if value not in (None, "")})
    if known is None:
        store(person)
    elif changed:
        person.version += 1
        store(person, [*sorted(set(changed)), "version"])
    return person


def carry_over(source: Person, tenant_id: int, names: Iterable[str]) -> Person:
    """The same human being on the register of another tenant: items and exemptions in force go with him."""
    items = {name: source.unseal(name) if name in SEALED else getattr(source, name) for name in names}
    made = enrol(tenant_id, items)
    day = today()
    for one in Exemption.objects.filter(valid_on(day), tenant_id=source.tenant_id, person=source):
        Exemption.objects.update_or_create(
            tenant_id=tenant_id,
            person=made,
            since=day,
            defaults={"ground": one.ground, "until": one.until, "note": one.note},
        )
    return made
