"""What is read about notices: the inbox, who is reminded of what, and which groups a unit has."""

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any

from django.db.models import Max, QuerySet
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from leitu.core.actor import Actor
from leitu.core.clock import now, today
from leitu.core.periods import PeriodKind, period_of
from leitu.norms.duties import duties
from leitu.norms.duty import Duty, State
from leitu.norms.offers import Offered
from leitu.notices import policies
from leitu.notices.models import Channel, Message, Notice, Preference, Reminder
from leitu.orgs.access import grants_of
from leitu.orgs.models import Tenant, Unit, UnitLink, valid_on
from leitu.ui.templatetags.dates import short_day

LOOK_BACK_DAYS = 92
"""Late duties of so many days are offered to be reminded of."""


def inbox(actor: Actor) -> "QuerySet[Notice]":
    """Everything the actor was told, the newest first."""
    return Notice.objects.of(actor.tenant_id, actor.user_id).order_by("-at", "-pk")


def new_count(actor: Actor) -> int:
    """How many the actor has not opened; asked once per request."""
    if "notices.new" not in actor.cache:
        rows = Notice.objects.of(actor.tenant_id, actor.user_id).filter(is_new=True)
        actor.cache["notices.new"] = rows.count() if actor.user_id else 0
    return int(actor.cache["notices.new"])


def preference_of(tenant_id: int, user_id: int) -> Preference:
    """How the account wants to hear of things; unsaved with the defaults when it has said nothing."""
    found = Preference.objects.filter(tenant_id=tenant_id, user_id=user_id).first()
    return found or Preference(tenant_id=tenant_id, user_id=user_id)


def channels_of(unit: Unit) -> "QuerySet[Channel]":
    """The groups of a unit, those in use first."""
    rows = Channel.objects.filter(tenant_id=unit.tenant_id, unit=unit)
    return rows.order_by("removed_at", "pk")


def parked_for(unit: Unit) -> "QuerySet[Message]":
    """Messages to the unit's groups that were given up."""
    return Message.objects.filter(
        tenant_id=unit.tenant_id, channel__unit=unit, channel__removed_at__isnull=True, state=Message.State.PARKED
    )


def last_reminded(tenant_id: int, units: Collection[int]) -> Mapping[tuple[int, str], dt.datetime]:
    """When each of these units was last reminded of which norm."""
    rows = Reminder.objects.filter(tenant_id=tenant_id, unit_id__in=list(units))
    found = rows.values_list("unit_id", "norm_code").annotate(last=Max("made_at")).order_by()
    return {(unit_id, code): last for unit_id, code, last in found}


def remindable(actor: Actor, units: Collection[int]) -> set[int]:
    """Which of these units the actor may remind: all those below a unit where he holds the right, in one query."""
    grants = [grant for grant in grants_of(actor, policies.REMIND) if grant.below]
    held = [grant.unit_id for grant in grants]
    if any(grant.at_root for grant in grants):
        return set(units) - {grant.unit_id for grant in grants if grant.at_root}  # everything stands below the root
    below = UnitLink.objects.filter(
        valid_on(today()), tenant_id=actor.tenant_id, ancestor_id__in=held, descendant_id__in=list(units), depth__gt=0
    )
    return set(below.values_list("descendant_id", flat=True)) if held and units else set()


def is_recent(last: dt.datetime | None) -> bool:
    """Whether a reminder of then forbids another one now."""
    return last is not None and now() - last < Reminder.EVERY


def open_duties(tenant: Tenant, unit: Unit) -> list[Duty]:
    """What the unit is late with since three months, or must do soon: the newest duty of each norm."""
    day = today()
    since = period_of(PeriodKind.MONTH, day - dt.timedelta(days=LOOK_BACK_DAYS)).start
    found = duties(tenant, [unit.pk], on=day, since=since, states=[State.OVERDUE, State.DUE_SOON])
    newest: dict[str, Duty] = {}
    for duty in sorted(found, key=lambda one: one.due_on):
        newest[duty.norm] = duty
    return list(newest.values())


def remind_href(unit: Unit, norm: str = "") -> str:
    """The page on which a unit is reminded."""
    address = reverse("notices:remind", args=[unit.pk])
    return f"{address}?{urlencode({'norm': norm})}" if norm else address


def offer_reminder(actor: Actor, unit: Unit, duty: Duty) -> Offered | None:
    """The button 提醒 on the page of a duty, or when the unit was last reminded of it."""
    if duty.state not in (State.OVERDUE, State.DUE_SOON) or not policies.may_remind(actor, unit):
        return None
    last = last_reminded(unit.tenant_id, [unit.pk]).get((unit.pk, duty.norm))
    note = _("上次提醒：%(day)s") % {"day": short_day(last)} if last else ""
    return Offered(_("提醒"), "" if is_recent(last) else remind_href(unit, duty.norm), note)


def reminders_seen(actor: Actor, unit: Unit) -> "QuerySet[Any]":
    """The last reminders to a unit that the actor may see."""
    rows = Reminder.objects.visible_to(actor, policies.REMIND).filter(unit=unit)
    return rows.order_by("-made_at", "-pk")[:20]
