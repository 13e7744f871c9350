"""Beginning, filling in, giving and taking over; nothing is lost in between."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from leitu.audit.record import record
from leitu.core.actor import Actor, system
from leitu.core.clock import now, today
from leitu.core.errors import StaleEdit, WrongState
from leitu.handovers import policies, queries
from leitu.handovers.models import Handover
from leitu.matters import actions as matters
from leitu.matters.life import may
from leitu.matters.queries import belongs
from leitu.people.models import Person, Post

State = Handover.State


@transaction.atomic
def begin(*, actor: Actor, post: Post, taker: Person, papers: str = "", note: str = "") -> Handover:
    """Whoever holds (or held) ``post`` hands it over to ``taker``.

    Raises NotAllowed, WrongState (one is under way), ValidationError (somebody from elsewhere, the holder himself).
    """
    policies.MANAGE.require(actor, post)
    if not queries.takers(post).filter(pk=taker.pk).exists():
        raise ValidationError({"taker": _("接收人应是这个党组织现在的党员或者班子成员，不能是移交人自己。")})
    waiting = Handover.objects.filter(tenant_id=post.tenant_id, unit=post.unit, title=post.title)
    if waiting.filter(state__in=Handover.WAITING).exists():
        raise WrongState(_("这个职务已经在办交接。"))

    made = Handover.objects.create(
        tenant_id=post.tenant_id,
        unit=post.unit,
        title=post.title,
        giver=post.person,
        giver_name=post.holder_name,
        taker=taker,
        papers=_short(papers, "papers", 1000),
        note=_short(note, "note", 500),
        begun_on=today(),
        begun_by_label=actor.label[:120],
    )

    record(actor, "handovers.begin", made, title=post.title, giver=post.person_id, taker=taker.pk, to=taker.name)
    return made


@transaction.atomic
def write(*, actor: Actor, handover: Handover, papers: str, note: str, version: int) -> Handover:
    """Say where the papers are and what else there is to say. Raises NotAllowed, WrongState, StaleEdit, ValidationError."""
    policies.GIVE.require(actor, handover)
    handover = _fresh(handover, version, State.OPEN)

    handover.papers, handover.note = _short(papers, "papers", 1000), _short(note, "note", 500)
    _save(handover, "papers", "note")

    record(actor, "handovers.write", handover)
    return handover


@transaction.atomic
def give(*, actor: Actor, handover: Handover, reason: str = "", version: int | None = None) -> Handover:
    """Everything is handed over as it stands now; it is kept, so that both confirm the same.

    Raises NotAllowed, WrongState, StaleEdit, ValidationError (somebody else confirms for him without a reason).
    """
    policies.GIVE.require(actor, handover)
    handover = _fresh(handover, version, State.OPEN)
    reason = _short(reason, "reason", 200)
    is_own = policies.is_oneself(actor, handover.giver_id)
    if not is_own and not reason:
        raise ValidationError({"reason": _("写一句为什么不是本人移交。")})

    handover.handed = queries.snapshot(handover)
    handover.state, handover.given_at, handover.given_by_label = State.GIVEN, now(), actor.label[:120]
    handover.stand_in = "" if is_own else reason
    _save(handover, "handed", "state", "given_at", "given_by_label", "stand_in")

    record(actor, "handovers.give", handover, taker=handover.taker_id, stand_in=handover.stand_in or _("本人"))
    return handover


@transaction.atomic
def take(*, actor: Actor, handover: Handover, version: int | None = None) -> Handover:
    """He has it. What the giver was responsible for at the unit is his from now on.

    Raises NotAllowed (anybody but him), WrongState, StaleEdit.
    """
    policies.TAKE.require(actor, handover)
    handover = _fresh(handover, version, State.GIVEN)

    handover.state, handover.taken_at = State.TAKEN, now()
    _save(handover, "state", "taken_at")
    passed = _pass_matters(handover)

    record(actor, "handovers.take", handover, giver=handover.giver_id, person=handover.giver_id or 0, matters=passed)
    return handover


def _pass_matters(handover: Handover) -> int:
    """How many open matters of the giver are the taker's now."""
    if handover.giver is None or not belongs(handover.taker, handover.unit):
        return 0
    machine, count = system("handovers.take", handover.tenant_id), 0
    for matter in queries.open_matters(handover).filter(person=handover.giver).order_by("pk"):
        if may(matter, "assign"):
            matters.assign(actor=machine, matter=matter, person=handover.taker)
            count += 1
    return count


@transaction.atomic
def withdraw(*, actor: Actor, handover: Handover) -> Handover:
    """It was begun in error. Raises NotAllowed, WrongState (both have confirmed, or it is withdrawn)."""
    policies.MANAGE.require(actor, handover)
    handover = _fresh(handover, None, *Handover.WAITING)

    handover.state = State.WITHDRAWN
    _save(handover, "state")

    record(actor, "handovers.withdraw", handover)
    return handover


def _fresh(handover: Handover, version: int | None, *states: str) -> Handover:
    rows = Handover.objects.select_for_update(of=("self",)).select_related(
        "unit__tenant", "unit__parent", "giver", "taker"
    )
    found: Handover = rows.get(tenant_id=handover.tenant_id, pk=handover.pk)
    if found.state not in states:
        raise WrongState(_("这次交接现在是“%(state)s”，不能这样办。") % {"state": found.get_state_display()})
    if version is not None and version != found.version:
        raise StaleEdit(_("在您填写的时候，别人改过。"))
    return found


def _save(handover: Handover, *names: str) -> None:
    handover.version += 1
    handover.save(update_fields=[*names, "version"])


def _short(text: str, field: str, most: int) -> str:
    found = text.strip()
    if len(found) > most:
        raise ValidationError({field: _("最多 %(most)s 个字。") % {"most": most}})
    return found
