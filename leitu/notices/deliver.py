"""Send what waits. A message that fails is tried again, later each time, and parked after five tries."""

import datetime as dt

import apprise
from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import F

from leitu.core.clock import now
from leitu.notices.digest import QUIET, is_quiet, mail_works
from leitu.notices.heads import TARGET as HEADS
from leitu.notices.models import Channel, Message
from leitu.notices.queries import preference_of

MOST_TRIES = 5
PART = 200
WAIT = dt.timedelta(minutes=5)
ADDRESSES = {
    Channel.Service.WECOM: "wecombot://{key}",
    Channel.Service.DINGTALK: "dingtalk://{key}",
    Channel.Service.FEISHU: "feishu://{key}",
}
"""The services of apprise. Only the robot's key is the unit's own: no address, so nothing can be sent elsewhere."""


class NotSent(Exception):
    """The other side did not take it; the text says why in few words, without any address."""


def deliver() -> tuple[int, int]:
    """Send what is due; how many went out, and how many did not."""
    waiting = Message.objects.filter(state=Message.State.WAITING, next_try_at__lte=now())
    sent = failed = 0
    for message in waiting.select_related("channel", "user").order_by("next_try_at", "pk")[:PART]:
        if _is_quiet_for(message):
            continue
        if not _claim(message):
            continue
        try:
            _send(message)
        except NotSent as problem:
            _note_failure(message, str(problem))
            failed += 1
        else:
            Message.objects.filter(pk=message.pk).update(state=Message.State.SENT, sent_at=now(), trouble="")
            sent += 1
    return sent, failed


def _is_quiet_for(message: Message) -> bool:
    if message.target == HEADS:
        return False  # a mailbox that keeps them is disturbed by nothing; a day without one would be a gap
    if message.user_id is None:
        return is_quiet(now(), *QUIET)
    wishes = preference_of(message.tenant_id, message.user_id)
    return is_quiet(now(), wishes.quiet_from, wishes.quiet_until)


def _claim(message: Message) -> bool:
    """Count the try before it is made: two workers never send the same, and one that dies is made up for."""
    again = now() + WAIT * 2**message.tries
    same = Message.objects.filter(pk=message.pk, state=Message.State.WAITING, tries=message.tries)
    return bool(same.update(tries=F("tries") + 1, next_try_at=again))


def _note_failure(message: Message, trouble: str) -> None:
    state = Message.State.PARKED if message.tries + 1 >= MOST_TRIES else Message.State.WAITING
    Message.objects.filter(pk=message.pk).update(state=state, trouble=trouble[:200])


def _send(message: Message) -> None:
    """Raises NotSent."""
    try:
        if message.channel is not None:
            _to_group(message, message.channel)
        else:
            _by_mail(message, _address_of(message))
    except NotSent:
        raise
    except Exception as problem:
        # What a library says may hold the address or the key.
        raise NotSent(type(problem).__name__) from problem


def _to_group(message: Message, channel: Channel) -> None:
    if channel.removed_at is not None:
        raise NotSent("removed")
    robot = apprise.Apprise()
    robot.add(ADDRESSES[Channel.Service(channel.service)].format(key=channel.unseal("key")))
    if not robot.notify(title=message.subject, body=message.text):
        raise NotSent("refused")


def _address_of(message: Message) -> str:
    """Where a mail goes. Raises NotSent when nobody wants it any more."""
    if message.target == HEADS:
        address = settings.LEITU_AUDIT_MAIL
    else:
        wishes = preference_of(message.tenant_id, message.user_id or 0)
        is_wanted = wishes.wants_digest and message.user is not None and message.user.is_active
        address = wishes.unseal("email") if is_wanted else ""
    if not address:
        raise NotSent("unwanted")
    return str(address)


def _by_mail(message: Message, address: str) -> None:
    if not mail_works() or not EmailMessage(message.subject, message.text, to=[address]).send():
        raise NotSent("no mail")
