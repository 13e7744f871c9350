"""Everything that people do with notices: remind, choose how to hear of things, set up a unit's groups."""

import datetime as dt
import re
import uuid
from collections.abc import Collection, Sequence

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from leitu.audit.record import record
from leitu.core.actor import Actor
from leitu.core.clock import now
from leitu.core.errors import NotAllowed, WrongState
from leitu.notices import policies, queries
from leitu.notices.digest import covers
from leitu.notices.models import Channel, Kind, Message, Preference, Reminder
from leitu.orgs.models import Unit

LONGEST_WORDS = 200
MOST_CHANNELS = 5
ROBOT_KEY = re.compile(r"[A-Za-z0-9_-]{8,128}(@[A-Za-z0-9_-]{8,128})?")


@transaction.atomic
def remind(*, actor: Actor, unit: Unit, norms: Collection[str], words: str) -> list[Reminder]:
    """Remind a unit below of duties that are open, with a sentence that offers help.

    At most once in seven days per unit and norm. Raises NotAllowed, WrongState (all were reminded of lately),
    ValidationError (no words, nothing of that is open).
    """
    policies.REMIND.require(actor, unit)
    policies.refuse_own_unit(actor, unit)
    said = words.strip()
    if not said or len(said) > LONGEST_WORDS:
        raise ValidationError({"words": _("请写一句话，不超过%(most)s个字。") % {"most": LONGEST_WORDS}})
    Unit.objects.select_for_update().get(pk=unit.pk)  # two officers at once meet here
    still_open = {duty.norm: duty for duty in queries.open_duties(unit.tenant, unit) if duty.norm in norms}
    if not still_open:
        raise ValidationError({"norms": _("选的几项都已经办到或没有到期，不用提醒。")})
    last = queries.last_reminded(unit.tenant_id, [unit.pk])
    due = [duty for code, duty in still_open.items() if not queries.is_recent(last.get((unit.pk, code)))]
    if not due:
        raise WrongState(_("这几项七天之内已经提醒过，先等一等。"))

    made = [
        Reminder.objects.create(
            tenant_id=unit.tenant_id,
            unit=unit,
            norm_code=duty.norm,
            words=said,
            made_by=actor.user_id,
            made_by_label=actor.label[:120],
            made_at=now(),
        )
        for duty in due
    ]

    titles = pgettext("between items", "、").join(duty.title for duty in due)
    record(actor, "notices.remind", unit, titles=titles, norms=[d.norm for d in due], reminders=[r.pk for r in made])
    return made


@transaction.atomic
def choose(
    *,
    actor: Actor,
    wants_digest: bool,
    digest_at: dt.time,
    quiet_from: dt.time,
    quiet_until: dt.time,
    muted: Sequence[str] = (),
    email: str = "",
) -> Preference:
    """Choose how to hear of things outside the inbox. Raises NotAllowed, ValidationError (bad mail address or times)."""
    if not actor.user_id or actor.is_trusted:
        raise NotAllowed(_("只能办理自己账号的事。"))
    address = email.strip()
    if address:
        try:
            validate_email(address)
        except ValidationError as wrong:
            raise ValidationError({"email": wrong.messages}) from wrong
    if covers(digest_at, quiet_from, quiet_until):
        raise ValidationError({"digest_at": _("送汇总的时间在免打扰的时段里，请错开。")})

    row, _made = Preference.objects.get_or_create(tenant_id=actor.tenant_id, user_id=actor.user_id)
    row.wants_digest, row.digest_at = wants_digest, digest_at
    row.quiet_from, row.quiet_until = quiet_from, quiet_until
    row.muted = [kind for kind in Kind.values if kind in muted]
    row.seal("email", address)
    row.save()

    record(actor, "notices.choose", digest=wants_digest, email=bool(address))
    return row


@transaction.atomic
def add_channel(*, actor: Actor, unit: Unit, service: str, label: str, key: str) -> Channel:
    """Let a unit's group hear of its meetings through the group's robot. ``key`` is what stands behind key= in the
    robot's address (钉钉 with a signature: secret@token).

    Raises NotAllowed, WrongState (five groups already), ValidationError.
    """
    policies.MANAGE.require(actor, unit)
    if service not in Channel.Service.values:
        raise ValidationError({"service": _("请选择是哪一种群。")})
    if not ROBOT_KEY.fullmatch(key.strip()):
        raise ValidationError({"key": _("密钥只有字母、数字、横线和下划线。请只粘贴机器人地址里最后那一段。")})
    if queries.channels_of(unit).filter(removed_at__isnull=True).count() >= MOST_CHANNELS:
        raise WrongState(_("一个党组织最多设%(most)s个消息群。") % {"most": MOST_CHANNELS})

    channel = Channel(
        tenant_id=unit.tenant_id,
        unit=unit,
        service=service,
        label=label.strip()[:60] or str(Channel.Service(service).label),
        code=uuid.uuid4().hex,
    )
    channel.seal("key", key.strip())
    channel.save()

    record(actor, "notices.add_channel", channel, service=channel.get_service_display())
    return channel


@transaction.atomic
def remove_channel(*, actor: Actor, channel: Channel) -> Channel:
    """Send nothing to this group any more. Raises NotAllowed, WrongState."""
    policies.MANAGE.require(actor, channel.unit)
    channel = Channel.objects.select_for_update(of=("self",)).select_related("unit").get(pk=channel.pk)
    if channel.removed_at is not None:
        raise WrongState(_("这个消息群已经停用。"))

    channel.removed_at = now()
    channel.save(update_fields=["removed_at"])

    record(actor, "notices.remove_channel", channel)
    return channel


@transaction.atomic
def restore_channel(*, actor: Actor, channel: Channel) -> Channel:
    """Undo ``remove_channel``. Raises NotAllowed, WrongState (it is in use)."""
    policies.MANAGE.require(actor, channel.unit)
    channel = Channel.objects.select_for_update(of=("self",)).select_related("unit").get(pk=channel.pk)
    if channel.removed_at is None:
        raise WrongState(_("这个消息群正在使用。"))

    channel.removed_at = None
    channel.save(update_fields=["removed_at"])

    record(actor, "notices.restore_channel", channel)
    return channel


@transaction.atomic
def retry(*, actor: Actor, unit: Unit) -> int:
    """Send the parked messages of a unit's groups once more. Raises NotAllowed, WrongState (there are none)."""
    policies.MANAGE.require(actor, unit)
    parked = queries.parked_for(unit)
    if not parked.exists():
        raise WrongState(_("没有搁置的消息。"))

    count = parked.update(state=Message.State.WAITING, tries=0, next_try_at=now(), trouble="")

    record(actor, "notices.retry", unit, count=count)
    return count
