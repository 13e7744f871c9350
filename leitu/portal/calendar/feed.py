"""The calendar as iCalendar (RFC 5545), for phones and mail programs.

It leaves the house, so it holds what a diary on a table may show: kind, time, place and unit. No topic, no name, no
minutes (security.md T11).
"""

import datetime as dt
from collections.abc import Iterable
from zoneinfo import ZoneInfo

import icalendar
from django.conf import settings

from leitu.accounts import factors
from leitu.accounts.models import ApiToken
from leitu.core.actor import Actor, ActorKind
from leitu.core.clock import now
from leitu.people.models import Person
from leitu.portal.calendar.events import Event

BACK, AHEAD = dt.timedelta(days=35), dt.timedelta(days=190)
USUAL = dt.timedelta(minutes=90)
"""How long a meeting takes whose end is not set."""


def owner_of(token: ApiToken) -> Actor | None:
    """The account behind a calendar token, with whatever power it has today; None where a second factor is owed."""
    user = token.user
    person = Person.objects.filter(account_id=user.pk).values_list("pk", flat=True).first()
    actor = Actor(ActorKind.USER, user.pk, user.tenant_id, str(user), person or 0)
    return None if factors.is_required(actor) and not token.strong else actor


def feed(events: Iterable[Event], address: str) -> bytes:
    """The events as one calendar; ``address`` is where Leitu is, without a slash at the end."""
    zone = ZoneInfo(settings.TIME_ZONE)
    out = icalendar.Calendar()
    out.add("prodid", "-//Leitu//Calendar//ZH")
    out.add("version", "2.0")
    out.add("method", "PUBLISH")
    out.add("x-wr-calname", "垒土")
    out.add("x-wr-timezone", settings.TIME_ZONE)
    out.add("refresh-interval", dt.timedelta(hours=4), parameters={"value": "DURATION"})
    out.add("x-published-ttl", "PT4H")
    listed = list(events)
    for one in listed:
        out.add_component(_event(one, zone, address))
    if any(one.starts_at for one in listed):
        out.add_missing_timezones()
    return bytes(out.to_ical())


def _event(one: Event, zone: ZoneInfo, address: str) -> icalendar.Event:
    made = icalendar.Event()
    made.add("uid", f"{one.key}@leitu")
    made.add("dtstamp", now().replace(microsecond=0))
    made.add("sequence", one.version)
    made.add("summary", one.title)
    if one.starts_at:
        start = dt.datetime.combine(one.on, one.starts_at, zone)
        end = dt.datetime.combine(one.on, one.ends_at, zone) if one.ends_at else start + USUAL
        made.add("dtstart", start)
        made.add("dtend", end)
    else:
        made.add("dtstart", one.on)
        made.add("dtend", one.on + dt.timedelta(days=1))
        made.add("transp", "TRANSPARENT")
    if one.place:
        made.add("location", one.place)
    made.add("description", one.unit)
    made.add("url", f"{address}{one.href}")
    return made
