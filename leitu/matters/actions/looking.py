"""The second look (回头看): a sample of what was closed, drawn months later, judged by whoever checks."""

import secrets

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from leitu.audit.record import record
from leitu.core.actor import Actor
from leitu.core.clock import today
from leitu.core.errors import NotAllowed
from leitu.core.periods import add_months
from leitu.core.sentences import said, within
from leitu.facts.derive import derive
from leitu.matters import looks, measures, policies
from leitu.matters.actions.checking import reopen
from leitu.matters.actions.fresh import add_step, fresh, save
from leitu.matters.models import LookDraw, Matter, Step
from leitu.orgs.models import Tenant

PART = 500


@transaction.atomic
def draw_looks(*, actor: Actor, tenant: Tenant) -> int:
    """Draw what is due to be drawn; returns how many matters are to be looked at again. Run twice it does nothing more.

    Raises NotAllowed for anybody but the machine.
    """
    if not actor.is_trusted:
        raise NotAllowed("matters.draw_looks")
    day, found = today(), 0
    for months in measures.look_months():
        for closed_in in looks.months_to_draw(tenant.pk, months, day):
            last = Step.objects.filter(tenant=tenant).aggregate(last=Max("pk"))["last"] or 0
            keys, seed, share = looks.pool(tenant.pk, closed_in, last), secrets.token_hex(8), measures.look_share()
            chosen = looks.drawn(keys, seed, share)
            draw = LookDraw.objects.create(
                tenant=tenant,
                closed_in=closed_in,
                months=months,
                on=day,
                seed=seed,
                share=share,
                last_step=last,
                pool=len(keys),
                drawn=len(chosen),
                digest=looks.digest(chosen),
            )
            for start in range(0, len(chosen), PART):
                _mark(tenant, chosen[start : start + PART], months)
            found += len(chosen)
            record(actor, "matters.draw_looks", draw, seed=seed, pool=len(keys), drawn=len(chosen), months=months)
    return found


def _mark(tenant: Tenant, keys: list[int], months: int) -> None:
    """Say of these matters when they are looked at again; whoever owns them is not told."""
    rows = list(Matter.objects.filter(tenant=tenant, pk__in=keys, state=Matter.State.CLOSED))
    for matter in rows:
        assert matter.closed_on is not None
        matter.look_on = add_months(matter.closed_on, months)
    Matter.objects.bulk_update(rows, ["look_on"])


@transaction.atomic
def look_back(*, actor: Actor, matter: Matter, held: bool, text: str = "", version: int | None = None) -> Matter:
    """Say whether it has stayed good (没有反弹) or come back (又出现了), which puts it on the ledger again.

    Raises NotAllowed (of the owner's side), WrongState (nothing to look at), StaleEdit, ValidationError.
    """
    policies.CHECK.require(actor, matter)
    matter = fresh(matter, "look_back", version)
    policies.CHECK.require(actor, matter)
    seen = within(text, "text") if held else said(text, "text", _("写一句又出现了什么。"))

    matter.look_on = None
    save(matter, "look_on")
    step = add_step(actor, matter, Step.Kind.LOOKED, seen, held=held)

    word = _("没有反弹") if held else _("又出现了")
    record(actor, "matters.look_back", matter, held=held, word=word)
    derive(step, is_first=True)
    return matter if held else reopen(actor=actor, matter=matter, reason=seen)
