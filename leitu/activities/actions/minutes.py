from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from leitu.activities import policies, queries, rules
from leitu.activities.actions.fresh import fresh, save
from leitu.activities.models import Activity, Minutes, Resolution
from leitu.audit.record import record
from leitu.core import ready
from leitu.core.actor import Actor
from leitu.core.clock import now

LONGEST = 200_000


@dataclass(frozen=True)
class Decision:
    """A resolution as it is put: the text, and the votes where there was a vote."""

    text: str
    in_favour: int | None = None
    against: int | None = None
    abstained: int | None = None


@transaction.atomic
def write_minutes(*, actor: Actor, activity: Activity, text: str, version: int | None = None) -> Minutes:
    """Append a revision of the minutes; the older ones stay. The same text again changes nothing.

    Raises NotAllowed, WrongState, StaleEdit, ValidationError (empty, too long).
    """
    policies.KEEP.require(actor, activity)
    activity = fresh(activity, "write_minutes", version)

    written = append(actor, activity, text)
    save(activity)

    say_minutes(actor, activity, written)
    return written


def append(actor: Actor, activity: Activity, text: str) -> Minutes:
    """A new revision of a locked activity's minutes, or the last one when it says the same. Raises ValidationError."""
    if not text.strip():
        raise ValidationError({"text": _("会议记录还是空的。")})
    if len(text) > LONGEST:
        raise ValidationError({"text": _("会议记录太长了，最多%(most)s个字。") % {"most": LONGEST}})
    last = queries.latest_minutes(activity) if activity.last_revision is not None else None  # type: ignore[attr-defined]
    if last is not None and last.text == text:
        return last
    written = Minutes(
        tenant_id=activity.tenant_id,
        activity=activity,
        revision=last.revision + 1 if last else 1,
        text=text,
        written_by=actor.user_id,
        written_by_label=actor.label[:120],
        written_at=now(),
    )
    ready.insert(written)
    return written


def say_minutes(actor: Actor, activity: Activity, written: Minutes) -> None:
    """The entry about minutes: which revision and how long, never the text."""
    record(actor, "activities.write_minutes", activity, revision=written.revision, length=len(written.text))


@transaction.atomic
def resolve(
    *,
    actor: Actor,
    activity: Activity,
    decision: Decision,
    resolution: Resolution | None = None,
    version: int | None = None,
) -> Resolution:
    """Put down a resolution with its vote, or correct ``resolution``; whether it passed is computed by the kind's rule.

    Raises NotAllowed, WrongState, StaleEdit, ValidationError (no text, more votes than voters).
    """
    policies.KEEP.require(actor, activity)
    activity = fresh(activity, "resolve", version)
    numbers = queries.numbers(activity, queries.roll(activity))

    stored = put(activity, decision, numbers, resolution)
    save(activity)

    say_resolution(actor, activity, stored)
    return stored


def put(
    activity: Activity, decision: Decision, numbers: rules.Numbers, resolution: Resolution | None = None
) -> Resolution:
    """Store a decision of a locked activity. Raises ValidationError."""
    if not decision.text.strip():
        raise ValidationError({"resolution_text": _("请写上决议的内容。")})
    found = resolution or Resolution(tenant_id=activity.tenant_id, activity=activity, order=_next_order(activity))
    if found.activity_id != activity.pk:
        raise ValidationError(_("这条决议不是这次会议的。"))
    found.text = decision.text.strip()[:4000]
    found.in_favour, found.against, found.abstained = decision.in_favour, decision.against, decision.abstained
    judge(activity, found, numbers)
    found.save()
    return found


def judge(activity: Activity, resolution: Resolution, numbers: rules.Numbers) -> None:
    """Set whether it passed, unsaved. Raises ValidationError when more votes were cast than there are voters.

    The bound is those entitled, not those present: written opinions handed in before the meeting count as votes
    (发展党员工作细则 2026 art. 20).
    """
    votes = (resolution.in_favour, resolution.against, resolution.abstained)
    cast = sum(vote or 0 for vote in votes)
    if cast > numbers.voters_expected:
        raise ValidationError(
            {
                "in_favour": _("赞成、反对、弃权合计%(cast)s票，多于有表决权的%(voters)s人。")
                % {"cast": cast, "voters": numbers.voters_expected}
            }
        )
    kind = activity.kind
    quorum = rules.quorum_met(kind.quorum, numbers.voters_expected, numbers.voters_present)
    resolution.passed = rules.passes(kind.majority, numbers.voters_expected, resolution.in_favour, quorum)


def _next_order(activity: Activity) -> int:
    rows = Resolution.objects.filter(tenant_id=activity.tenant_id, activity=activity)
    return (rows.aggregate(last=Max("order"))["last"] or 0) + 1


def say_resolution(actor: Actor, activity: Activity, resolution: Resolution) -> None:
    record(
        actor,
        "activities.resolve",
        activity,
        resolution=resolution.pk,
        in_favour=resolution.in_favour,
        against=resolution.against,
        abstained=resolution.abstained,
        passed=resolution.passed,
    )


@transaction.atomic
def withdraw_resolution(*, actor: Actor, activity: Activity, resolution: Resolution) -> Activity:
    """Take out a resolution put down by mistake, before the record is archived. Raises NotAllowed, WrongState."""
    policies.KEEP.require(actor, activity)
    activity = fresh(activity, "resolve")
    if resolution.activity_id != activity.pk:
        raise ValidationError(_("这条决议不是这次会议的。"))

    order = resolution.order
    resolution.delete()
    save(activity)

    record(actor, "activities.withdraw_resolution", activity, order=order)
    return activity
