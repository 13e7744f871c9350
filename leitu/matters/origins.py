"""The things of lower floors that a matter can come from: a unit, a duty."""

import datetime as dt

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from leitu.core.actor import Actor
from leitu.matters import policies
from leitu.matters.models import Matter
from leitu.matters.sources import Source, key_of
from leitu.norms import policies as norm_policies
from leitu.norms.duty import Duty, State
from leitu.norms.offers import Offered
from leitu.norms.queries import titles
from leitu.orgs.models import Unit
from leitu.orgs.policies import VIEW as SEE_UNITS


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


def offer_note(actor: Actor, unit: Unit, duty: Duty) -> Offered | None:
    """The button 记问题 on the page of a duty that is late, for whoever may note something at the unit."""
    if duty.state != State.OVERDUE or not policies.KEEP.allows(actor, unit):
        return None
    ref = f"duty:{unit.pk}/{duty.norm}/{duty.period_start.isoformat()}"
    return Offered(_("记问题"), note_href(ref), icon="flag")
