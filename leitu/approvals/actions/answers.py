"""What people do with asks: approve, refuse, take back."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from leitu.approvals import policies
from leitu.approvals.actions.steps import LONGEST
from leitu.approvals.models import Ask
from leitu.audit.record import record
from leitu.core import text
from leitu.core.actor import Actor
from leitu.core.clock import now
from leitu.core.errors import WrongState


@transaction.atomic
def approve(*, actor: Actor, ask: Ask) -> Ask:
    """Agree, as the second person; whoever asked may then do it once. Raises NotAllowed, WrongState."""
    policies.require(actor, ask)
    ask = _still_waiting(ask)
    if not ask.is_whole:
        raise WrongState(_("这条请示的内容被改动过，不能批准。请告诉安全管理员。"))

    ask.state, ask.good_until = Ask.State.APPROVED, now() + ask.kind.good_for
    _sign(actor, ask)

    record(actor, "approvals.approve", ask, what=ask.verb, user=ask.asked_by_id, asker=ask.asked_by_label)
    return ask


@transaction.atomic
def refuse(*, actor: Actor, ask: Ask, answer: str) -> Ask:
    """Do not agree, with the reason. Raises NotAllowed, WrongState, ValidationError (no reason)."""
    policies.require(actor, ask)
    said = text.clean(answer)
    if not said or len(said) > LONGEST:
        raise ValidationError({"answer": _("请写一句原因，不超过 %(most)s 个字。") % {"most": LONGEST}})
    ask = _still_waiting(ask)

    ask.state, ask.answer = Ask.State.REFUSED, said
    _sign(actor, ask)

    record(actor, "approvals.refuse", ask, what=ask.verb, user=ask.asked_by_id, asker=ask.asked_by_label, answer=said)
    return ask


@transaction.atomic
def withdraw(*, actor: Actor, ask: Ask) -> Ask:
    """Take back what one asked for, answered or not, before it is used. Raises NotAllowed, WrongState."""
    policies.require_own(actor, ask)
    ask = Ask.objects.select_for_update().get(pk=ask.pk)
    if ask.state not in (Ask.State.ASKED, Ask.State.APPROVED):
        raise WrongState(_("这条请示%(state)s，不用撤回。") % {"state": ask.standing})

    ask.state = Ask.State.WITHDRAWN
    ask.save(update_fields=["state"])

    record(actor, "approvals.withdraw", ask, what=ask.verb)
    return ask


def _still_waiting(ask: Ask) -> Ask:
    """The row as it is now, locked: two who answer at once meet here. Raises WrongState."""
    row = Ask.objects.select_for_update().get(pk=ask.pk)
    if not row.is_waiting:
        raise WrongState(_("这条请示%(state)s，不能再答复。") % {"state": row.standing})
    return row


def _sign(actor: Actor, ask: Ask) -> None:
    ask.decided_by_id, ask.decided_by_label, ask.decided_at = actor.user_id, actor.label[:120], now()
    ask.save()
