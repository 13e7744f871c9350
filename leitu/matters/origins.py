"""The things of this floor and below that a matter can come from: a unit, a member, a duty, another matter, a campaign."""

import datetime as dt

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from leitu.core.actor import Actor
from leitu.core.clock import today
from leitu.matters import campaigns, policies
from leitu.matters.models import Campaign, Matter
from leitu.matters.sources import Source, key_of, name_of, register_name, register_source
from leitu.norms import policies as norm_policies
from leitu.norms.duty import Duty
from leitu.norms.queries import titles
from leitu.orgs.access import can
from leitu.orgs.models import Unit
from leitu.orgs.policies import VIEW as SEE_UNITS
from leitu.people import policies as people_policies
from leitu.people.models import Membership, Person
from leitu.ui.parts import Link

PERSON = "person"
"""What was noted on a member's page is about a person."""


def note_href(ref: str) -> str:
    """The page on which a problem is noted about a thing."""
    return f"{reverse('matters:note')}?{urlencode({'of': ref})}"


def unit_source(actor: Actor, key: str) -> Source | None:
    """An organisation."""
    pk = key_of(key)
    unit = Unit.objects.visible_to(actor, SEE_UNITS).filter(pk=pk).first() if pk is not None else None
    return Source("unit", key, unit, unit.name, unit.get_absolute_url()) if unit is not None else None


def matter_source(actor: Actor, key: str) -> Source | None:
    """Another matter."""
    pk = key_of(key)
    found = Matter.objects.visible_to(actor).select_related("unit").filter(pk=pk).first() if pk is not None else None
    if found is None:
        return None
    text = f"{found.get_kind_display()}：{found.title}"[:200]
    return Source("matter", key, found.unit, text, found.get_absolute_url(), found.norm_code)


def duty_source(actor: Actor, key: str) -> Source | None:
    """A duty of a unit: ``12/theme-day/2026-03-01``."""
    pk, norm, day = (*key.split("/"), "", "", "")[:3]
    unit_id = key_of(pk)
    try:
        start = dt.date.fromisoformat(day)
    except ValueError:
        return None
    seen = Unit.objects.visible_to(actor, norm_policies.VIEW)
    unit = seen.filter(pk=unit_id).first() if unit_id is not None else None
    title = titles(actor.tenant_id).get(norm)
    if unit is None or title is None:
        return None
    text = _("%(month)s起的应办事项：%(title)s") % {"month": f"{start:%Y-%m}", "title": title}
    return Source("duty", key, unit, text, reverse("norms:explain", args=[unit.pk, norm, day]), norm)


def duty_key(duty: Duty) -> str:
    """How ``duty_source`` reads it."""
    return f"{duty.unit_id}/{duty.norm}/{duty.period_start.isoformat()}"


def person_source(actor: Actor, key: str) -> Source | None:
    """A member, at his branch of today."""
    pk = key_of(key)
    seen = Person.objects.visible_to(actor, people_policies.VIEW).filter(pk=pk or -1)
    home = Membership.objects.on(today()).filter(tenant_id=actor.tenant_id, person__in=seen)
    found = home.select_related("person", "unit").order_by("-since", "-pk").first()
    if found is None:
        return None
    text = _("党员：%(name)s") % {"name": found.person.name}
    return Source(PERSON, key, found.unit, text, found.person.get_absolute_url())


def home_of(person: Person) -> int:
    """The key of a member's branch of today; 0 for none."""
    rows = Membership.objects.on(today()).filter(tenant_id=person.tenant_id, person=person)
    return rows.order_by("-since", "-pk").values_list("unit_id", flat=True).first() or 0


def campaign_source(actor: Actor, key: str) -> Source | None:
    """A special effort."""
    pk = key_of(key)
    found = campaigns.seen(actor).filter(pk=pk).select_related("unit").first() if pk is not None else None
    return Source("campaign", key, found.unit, found.title, found.get_absolute_url()) if found is not None else None


def note_link(actor: Actor, thing: object = None) -> Link | None:
    """记问题 for the page of ``thing``: about it, where the actor may note something at its unit; else at his own unit.
    None for whoever may note nothing anywhere.
    """
    if not policies.KEEP.allowed_anywhere(actor) or actor.is_trusted:
        return None
    named = name_of(thing)
    rights = (policies.MANAGE, policies.REVIEW)
    if named is not None and any(can(actor, right, named[1], actor.tenant_id) for right in rights):
        return Link(_("记问题"), note_href(named[0]), "flag")
    return Link(_("记问题"), reverse("matters:note"), "flag")


def register_origins() -> None:
    """Make these things known as sources."""
    register_source("unit", unit_source)
    register_source("duty", duty_source)
    register_source("matter", matter_source)
    register_source(PERSON, person_source)
    register_source("campaign", campaign_source)
    register_name(Unit, "unit", unit_id=lambda unit: unit.pk if unit.exists_on(today()) else 0)
    register_name(Duty, "duty", key=duty_key)
    register_name(Matter, "matter")
    register_name(Person, PERSON, unit_id=home_of)
    register_name(
        Membership,
        PERSON,
        key=lambda home: str(home.person_id),
        unit_id=lambda home: home.unit_id if home.is_open else 0,
    )
    register_name(Campaign, "campaign")
