"""One digest a day at most, for whoever gave an address and for groups: put together when its time has come.

It looks for what is due, so a worker that was away makes it up: later the same day outside the quiet hours, else the
next day. Nothing is sent on public holidays (rule R8).
"""

import datetime as dt
from collections.abc import Iterator

from django.conf import settings
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone, translation

from leitu.accounts.links import base_url
from leitu.audit.models import Entry
from leitu.core.clock import now
from leitu.core.holidays import holiday_on
from leitu.notices import wording
from leitu.notices.collect import SETTLED_AFTER
from leitu.notices.models import Channel, Message, Notice, Preference
from leitu.notices.rules import FRESH, RULES

GROUP_AT = dt.time(18, 0)
QUIET = (dt.time(20, 0), dt.time(8, 0))


def covers(time: dt.time, start: dt.time, end: dt.time) -> bool:
    """Whether a time of day lies between two others, over midnight if the first is the later; equal ones: never."""
    if start <= end:
        return start <= time < end
    return time >= start or time < end


def is_quiet(moment: dt.datetime, start: dt.time, end: dt.time) -> bool:
    """Whether a moment lies in the quiet hours, which may run over midnight, or on a public holiday."""
    local = timezone.localtime(moment)
    return bool(holiday_on(local.date())) or covers(local.time(), start, end)


def mail_works() -> bool:
    """Whether the installation can send mail at all."""
    return bool(settings.EMAIL_HOST)


def compose() -> int:
    """Make the digests that are due now; returns how many."""
    moment = now()
    on = timezone.localdate(moment)
    made = [*(_for_accounts(moment, on) if mail_works() else ()), *_for_groups(moment, on)]
    Message.objects.bulk_create(made, ignore_conflicts=True)
    return len(made)


def _is_due(moment: dt.datetime, at: dt.time, quiet: tuple[dt.time, dt.time]) -> bool:
    return timezone.localtime(moment).time() >= at and not is_quiet(moment, *quiet)


def _told_until(targets: list[str]) -> dict[str, int]:
    rows = Message.objects.filter(target__in=targets).values_list("target").annotate(last=Max("up_to")).order_by()
    return dict(rows)


def _had_today(targets: list[str], on: dt.date) -> set[str]:
    return set(Message.objects.filter(target__in=targets, on=on).values_list("target", flat=True))


def _for_accounts(moment: dt.datetime, on: dt.date) -> Iterator[Message]:
    rows = Preference.objects.filter(wants_digest=True, user__is_active=True).exclude(email_sealed="")
    wanted = {
        f"user:{row.user_id}": row for row in rows if _is_due(moment, row.digest_at, (row.quiet_from, row.quiet_until))
    }
    until, had = _told_until(list(wanted)), _had_today(list(wanted), on)
    address = base_url() + reverse("notices:list")
    for target, row in wanted.items():
        if target in had:
            continue
        fresh = Notice.objects.of(row.tenant_id, row.user_id).filter(
            is_new=True, pk__gt=until.get(target, 0), at__gte=moment - FRESH
        )
        listed = list(fresh.exclude(kind__in=row.muted).order_by("pk"))
        if listed:
            with translation.override(settings.LANGUAGE_CODE):
                subject, text = wording.digest(listed, address)
            yield Message(
                tenant_id=row.tenant_id,
                user_id=row.user_id,
                target=target,
                on=on,
                up_to=listed[-1].pk,
                subject=subject,
                text=text,
                next_try_at=moment,
            )


def _for_groups(moment: dt.datetime, on: dt.date) -> Iterator[Message]:
    if not _is_due(moment, GROUP_AT, QUIET):
        return
    channels = {f"channel:{row.pk}": row for row in Channel.objects.filter(removed_at__isnull=True)}
    until, had = _told_until(list(channels)), _had_today(list(channels), on)
    address = base_url() + reverse("activities:list")
    for target, row in channels.items():
        if target in had:
            continue
        entries = Entry.objects.filter(
            tenant_id=row.tenant_id,
            unit_id=row.unit_id,
            verb__in=wording.MEETING,
            pk__gt=until.get(target, 0),
            at__range=(moment - FRESH, moment - SETTLED_AFTER),
        )
        listed = list(entries.order_by("pk"))
        told = [(one.verb, words) for one in listed if (words := RULES[one.verb].words(one)) and _is_ahead(words, on)]
        if told:
            with translation.override(settings.LANGUAGE_CODE):
                subject, text = wording.group_digest(told, address)
            yield Message(
                tenant_id=row.tenant_id,
                channel=row,
                target=target,
                on=on,
                up_to=listed[-1].pk,
                subject=subject,
                text=text,
                next_try_at=moment,
            )


def _is_ahead(words: dict[str, str], on: dt.date) -> bool:
    return str(words.get("on", "")) >= on.isoformat()
