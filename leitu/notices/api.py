"""The endpoints of notices: one's inbox, reminding a unit, a unit's groups."""

import datetime as dt
from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _
from ninja import Query
from pydantic import Field

from leitu.api.bodies import body, clean
from leitu.api.operations import Area, Call, one
from leitu.api.schema import Asked, In, Listed, Named, Out, listed
from leitu.core import text
from leitu.norms import policies as norm_policies
from leitu.notices import actions, forms, policies, queries, wording
from leitu.notices.models import Channel, Kind, Notice, Reminder
from leitu.orgs.models import Unit
from leitu.ui.views import SIGNED_IN

area = Area("notices", _("通知"))
ChannelBody: Any = body("ChannelBody", forms.ChannelForm)
PreferenceBody: Any = body("PreferenceBody", forms.PreferenceForm, all_optional=True)
CHOICES = ("wants_digest", "digest_at", "quiet_from", "quiet_until", "muted")
Code = Annotated[str, Field(min_length=1, max_length=60)]


class InboxQuestion(Asked):
    """``new``: only what was not opened yet."""

    kind: Kind | None = None
    new: bool = False


class NoticeLine(Out):
    """One notice; ``address`` is the page it leads to."""

    id: int
    kind: str
    text: str
    at: dt.datetime
    is_new: bool
    address: str


class RemindBody(In):
    """Which norms, and a sentence that offers help."""

    norms: Annotated[list[Code], Field(min_length=1, max_length=50)]
    words: Annotated[str, Field(min_length=1, max_length=200)]


class ReminderLine(Out):
    id: int
    unit: Named
    norm: str
    words: str
    made_at: dt.datetime


class ChannelLine(Out):
    """A unit's group; its key is never told."""

    id: int
    service: str
    label: str
    removed_at: dt.datetime | None


class Reminded(Out):
    items: list[ReminderLine]


class ChannelList(Out):
    items: list[ChannelLine]


class PreferenceRecord(Out):
    """How one wants to hear of things outside the inbox; whether there is a mail address, not which."""

    wants_digest: bool
    digest_at: dt.time
    quiet_from: dt.time
    quiet_until: dt.time
    muted: list[str]
    has_email: bool


class Retried(Out):
    count: int


def _line(notice: Notice) -> NoticeLine:
    return NoticeLine(
        id=notice.pk,
        kind=notice.kind,
        text=wording.sentence(notice),
        at=notice.at,
        is_new=notice.is_new,
        address=wording.href(notice),
    )


def _reminder(row: Reminder) -> ReminderLine:
    unit = Named(id=row.unit_id, name=row.unit.name)
    return ReminderLine(id=row.pk, unit=unit, norm=row.norm_code, words=row.words, made_at=row.made_at)


def _channel(row: Channel) -> ChannelLine:
    return ChannelLine(id=row.pk, service=row.service, label=row.label, removed_at=row.removed_at)


def _unit(request: Call, pk: int) -> Unit:
    found: Unit = one(Unit.objects.visible_to(request.actor, norm_policies.VIEW).select_related("tenant"), pk=pk)
    return found


@area.reads("/", "notices.list", SIGNED_IN)
def inbox(request: Call, asked: Query[InboxQuestion]) -> Listed[NoticeLine]:
    """What I was told, the newest first. Reading it here marks nothing."""
    rows: Any = queries.inbox(request.actor)
    rows = rows.filter(kind=asked.kind) if asked.kind else rows
    return listed(rows.filter(is_new=True) if asked.new else rows, asked, _line)


def _preference(request: Call) -> PreferenceRecord:
    row = queries.preference_of(request.actor.tenant_id, request.actor.user_id)
    kept = {name: getattr(row, name) for name in CHOICES}
    return PreferenceRecord(**kept, has_email=bool(row.email_sealed))


@area.reads("/settings", "notices.preference", SIGNED_IN)
def preference(request: Call) -> PreferenceRecord:
    """How I want to hear of things outside the inbox."""
    return _preference(request)


@area.acts("/settings", "notices.choose", SIGNED_IN)
def choose(request: Call, data: PreferenceBody) -> PreferenceRecord:
    """Choose it; what is left out stays as it is."""
    row = queries.preference_of(request.actor.tenant_id, request.actor.user_id)
    start = {name: getattr(row, name) for name in CHOICES} | {"email": row.unseal("email")}
    values = clean(forms.PreferenceForm, data, partial=True, start=start)
    actions.choose(actor=request.actor, **{**start, **values})
    return _preference(request)


@area.acts("/units/{int:pk}/remind", "notices.remind", policies.REMIND)
def remind(request: Call, pk: int, data: RemindBody) -> Reminded:
    """Remind a unit below of what is open; at most once in seven days for each norm."""
    unit = _unit(request, pk)
    policies.REMIND.require(request.actor, unit)
    words = text.clean(data.words)
    made = actions.remind(actor=request.actor, unit=unit, norms=data.norms, words=words)
    return Reminded(items=[_reminder(row) for row in made])


@area.reads("/units/{int:pk}/channels", "notices.channels", policies.MANAGE)
def channels(request: Call, pk: int) -> ChannelList:
    """A unit's groups, those in use first."""
    unit = _unit(request, pk)
    policies.MANAGE.require(request.actor, unit)
    return ChannelList(items=[_channel(row) for row in queries.channels_of(unit)])


@area.acts("/units/{int:pk}/channels", "notices.add_channel", policies.MANAGE)
def add_channel(request: Call, pk: int, data: ChannelBody) -> ChannelLine:
    """Let a unit's group hear of its meetings through the group's robot; the key is never told again."""
    unit = _unit(request, pk)
    policies.MANAGE.require(request.actor, unit)
    return _channel(actions.add_channel(actor=request.actor, unit=unit, **clean(forms.ChannelForm, data)))


def _managed(request: Call, pk: int) -> Channel:
    found: Channel = one(Channel.objects.visible_to(request.actor, policies.MANAGE).select_related("unit"), pk=pk)
    return found


@area.acts("/channels/{int:pk}/remove", "notices.remove_channel", policies.MANAGE)
def remove_channel(request: Call, pk: int) -> ChannelLine:
    """Send nothing to this group any more."""
    return _channel(actions.remove_channel(actor=request.actor, channel=_managed(request, pk)))


@area.acts("/channels/{int:pk}/restore", "notices.restore_channel", policies.MANAGE)
def restore_channel(request: Call, pk: int) -> ChannelLine:
    """Send to it again."""
    return _channel(actions.restore_channel(actor=request.actor, channel=_managed(request, pk)))


@area.acts("/units/{int:pk}/retry", "notices.retry", policies.MANAGE)
def retry(request: Call, pk: int) -> Retried:
    """Send the parked messages of a unit's groups once more."""
    unit = _unit(request, pk)
    policies.MANAGE.require(request.actor, unit)
    return Retried(count=actions.retry(actor=request.actor, unit=unit))
