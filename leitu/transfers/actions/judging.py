import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from leitu.core.actor import Actor
from leitu.core.clock import today
from leitu.core.errors import WrongState
from leitu.core.sentences import said
from leitu.transfers import clocks, policies
from leitu.transfers.actions.ends import fresh, put, tell
from leitu.transfers.letters import above
from leitu.transfers.models import Transfer

State, Side = Transfer.State, Transfer.Side


@transaction.atomic
def refuse(*, actor: Actor, transfer: Transfer, refusal: str, text: str, version: int | None = None) -> Transfer:
    """Say that he cannot be sent or received, why, and let the organisation above decide: nobody refuses in silence.

    Raises NotAllowed, WrongState, StaleEdit, ValidationError (no reason of the list, no sentence).
    """
    policies.REFUSE.require(actor, transfer)
    own, ends = fresh(transfer, "refuse", version)
    if refusal not in Transfer.Refusal.values:
        raise ValidationError({"refusal": _("请选择不接收的原因。")})
    text = said(text, "text", _("写一句具体情况，上级要据此裁定。"))
    place = own.issuer if own.side == Side.OUT else own.unit
    assert place is not None

    own.judge, own.refused_by = above(place), actor.user_id
    own.save(update_fields=["judge", "refused_by"])
    due_on = today() + dt.timedelta(days=clocks.days("judge"))
    before = own.state
    put(ends, state=State.REFUSED, refused_from=before, refusal=refusal, refusal_text=text, due_on=due_on)

    tell(actor, "refuse", ends, why=own.get_refusal_display(), text=text, judge=own.judge.name)
    return own


@transaction.atomic
def uphold(*, actor: Actor, transfer: Transfer, text: str, version: int | None = None) -> Transfer:
    """The refusal is right: the transfer ends, he stays with his old branch, which may send him elsewhere.

    Raises NotAllowed (also: whoever refused), WrongState, StaleEdit, ValidationError.
    """
    policies.JUDGE.require(actor, transfer)
    own, ends = fresh(transfer, "uphold", version)
    text = said(text, "text", _("写一句裁定的理由。"))

    put(ends, state=State.RETURNED, due_on=None, ended_on=today(), outcome=text)

    tell(actor, "uphold", ends, text=text)
    return own


@transaction.atomic
def overrule(*, actor: Actor, transfer: Transfer, text: str, version: int | None = None) -> Transfer:
    """The refusal does not hold: it goes on where it stopped, with a new clock, and a letter that ran out meanwhile is
    good again for as long as it was.

    Raises NotAllowed (also: whoever refused), WrongState, StaleEdit, ValidationError.
    """
    policies.JUDGE.require(actor, transfer)
    own, ends = fresh(transfer, "overrule", version)
    text = said(text, "text", _("写一句裁定的理由。"))

    is_letter = own.refused_from == State.ISSUED
    spared = max(today(), own.valid_until or today()) if is_letter else today()
    due_on = max(spared, today() + dt.timedelta(days=clocks.days("judge" if is_letter else "issue")))
    values = {"state": own.refused_from, "due_on": due_on, "outcome": text, "judge": None}
    if is_letter and own.issued_on is not None:
        values["valid_days"] = (due_on - own.issued_on).days
    put(ends, **values)

    tell(actor, "overrule", ends, text=text)
    return own


@transaction.atomic
def urge(*, actor: Actor, transfer: Transfer) -> Transfer:
    """Remind whoever has the turn, at most once a day. Raises NotAllowed, WrongState."""
    policies.URGE.require(actor, transfer)
    own, ends = fresh(transfer, "urge")
    if own.urged_on == today():
        raise WrongState(_("今天已经催过一次。"))

    put(ends, urged_on=today())

    tell(actor, "urge", ends)
    return own
