"""What a secretary does himself on a key matter: calls it one, inquires, urges. The buttons are all there is to keep."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from leitu.audit.record import record
from leitu.core.actor import Actor
from leitu.core.clock import today
from leitu.core.errors import WrongState
from leitu.core.sentences import said
from leitu.matters import policies
from leitu.matters.actions.fresh import add_step, fresh, save
from leitu.matters.models import Matter, Step

URGED_AGAIN_AFTER = dt.timedelta(days=7)
"""Nobody is urged about the same matter twice within so many days, by whomever."""


@transaction.atomic
def mark(*, actor: Actor, matter: Matter, is_key: bool = True) -> Matter:
    """Call a matter a key one (重点), or no longer. Raises NotAllowed, WrongState (it stands so already)."""
    policies.LEAD.require(actor, matter)
    matter = fresh(matter, "mark")
    if matter.is_key == is_key:
        raise WrongState(_("这件事已经是重点。") if is_key else _("这件事现在不是重点。"))

    matter.is_key = is_key
    save(matter, "is_key")
    add_step(actor, matter, Step.Kind.MARKED, is_key=is_key)

    record(actor, "matters.mark", matter, word=_("列为重点") if is_key else _("不再列为重点"))
    return matter


@transaction.atomic
def inquire(*, actor: Actor, matter: Matter, text: str) -> Matter:
    """Ask how it stands, or say what to mind (过问); the owner is told. Raises NotAllowed, WrongState, ValidationError."""
    policies.LEAD.require(actor, matter)
    matter = fresh(matter, "inquire")
    text = said(text, "text", _("写一句想问什么、要注意什么。"))

    save(matter)
    add_step(actor, matter, Step.Kind.INQUIRED, text)

    record(actor, "matters.inquire", matter, text=text)
    return matter


@transaction.atomic
def urge(*, actor: Actor, matter: Matter, text: str) -> Matter:
    """Urge the owner with a sentence (督办), at most once in URGED_AGAIN_AFTER for each matter.

    Raises NotAllowed, WrongState (urged a moment ago), ValidationError.
    """
    policies.LEAD.require(actor, matter)
    matter = fresh(matter, "urge")
    text = said(text, "text", _("写一句要它怎么办。"))
    urged = Step.objects.filter(tenant_id=matter.tenant_id, matter=matter, kind=Step.Kind.SUPERVISED)
    if urged.filter(on__gt=today() - URGED_AGAIN_AFTER).exists():
        raise WrongState(_("这件事七天之内已经督办过一次，先让人办。"))

    save(matter)
    add_step(actor, matter, Step.Kind.SUPERVISED, text)

    record(actor, "matters.urge", matter, text=text)
    return matter
