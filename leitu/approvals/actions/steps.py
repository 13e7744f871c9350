"""Steps of the actions that need two persons: ask, look for the approval, use it up. Their callers have checked."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from leitu.approvals import queries
from leitu.approvals.kinds import Kind
from leitu.approvals.models import Ask, digest_of
from leitu.audit.record import record
from leitu.core import text
from leitu.core.actor import Actor
from leitu.core.clock import now
from leitu.core.errors import NotAllowed, WrongState

LONGEST = 200


def ask(
    actor: Actor,
    kind: Kind,
    *,
    unit_id: int,
    subject: str,
    arguments: dict[str, Any],
    reason: str,
    words: dict[str, Any] | None = None,
) -> Ask:
    """Ask a second person to agree that ``kind`` is done with exactly these arguments, which are plain values.

    Raises NotAllowed (the machine's own side needs nobody), WrongState (it is asked for already), ValidationError.
    """
    if not actor.user_id:
        raise NotAllowed(_("请示由登录的同志提出；服务器管理人员在命令行办理，不用请示。"))
    if queries.live(actor, kind, arguments) is not None:
        raise WrongState(_("这件事已经请示过了，请在“请示与批准”里看。"))
    said = text.clean(reason)
    if not said or len(said) > LONGEST:
        raise ValidationError({"reason": _("请写一句理由，不超过 %(most)s 个字。") % {"most": LONGEST}})

    row = Ask.objects.create(
        tenant_id=actor.tenant_id,
        verb=kind.verb,
        unit_id=unit_id,
        subject=subject[:200],
        arguments=arguments,
        words=words or {},
        digest=digest_of(actor.tenant_id, actor.user_id, kind.verb, arguments),
        reason=said,
        asked_by_id=actor.user_id,
        asked_by_label=actor.label[:120],
        asked_at=now(),
    )
    record(actor, "approvals.ask", row, what=kind.verb, reason=said)
    return row


def use(actor: Actor, approved: Ask) -> Ask:
    """Use an approval up, in the transaction of the act. Raises WrongState: somebody was faster, or it is over."""
    row = Ask.objects.select_for_update().get(pk=approved.pk)
    if row.asked_by_id != actor.user_id or not row.is_good or not row.is_whole:
        raise WrongState(_("这个批准已经用过或者过期了，请重新请示。"))

    row.state, row.used_at = Ask.State.USED, now()
    row.save(update_fields=["state", "used_at"])

    record(actor, "approvals.use", row, what=row.verb, approver=row.decided_by_label)
    return row
