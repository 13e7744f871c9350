"""Two entries become one, and can be two again for a while; or somebody says that they never were one."""

import datetime as dt
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from leitu.audit.record import record
from leitu.core.actor import Actor
from leitu.core.clock import today
from leitu.core.errors import WrongState
from leitu.core.sentences import said
from leitu.duplicates import policies
from leitu.duplicates.models import Distinct, Merge
from leitu.duplicates.rows import relations
from leitu.people import actions as people
from leitu.people.actions.persons import PLAIN, SEALED, fill, home_of, store
from leitu.people.models import Membership, Person

UNDO_DAYS = 30
"""So long a merge can be undone."""


@transaction.atomic
def merge(*, actor: Actor, kept: Person, gone: Person, reason: str) -> Merge:
    """What ``gone`` has becomes ``kept``'s: attendances, posts, memberships, everything; nothing is deleted.

    A row that ``kept`` has already (both on one roll) stays with ``gone``, which is off the register afterwards.
    Raises NotAllowed (one of the two registers is not his), WrongState, ValidationError.
    """
    home, other = home_of(kept), home_of(gone)
    policies.MANAGE.require(actor, home)
    policies.MANAGE.require(actor, other)
    reason = said(reason, "reason", _("写一句凭什么认定是同一个人。"))
    if kept.pk == gone.pk or kept.tenant_id != gone.tenant_id:
        raise ValidationError(_("请选择两条不同的登记。"))
    locked = {
        one.pk: one for one in Person.objects.select_for_update().filter(pk__in=[kept.pk, gone.pk]).order_by("pk")
    }
    kept, gone = locked[kept.pk], locked[gone.pk]
    if Merge.objects.filter(tenant_id=kept.tenant_id, gone__in=[kept, gone], undone_on__isnull=True).exists():
        raise WrongState(_("其中一条已经合并过了。"))
    if kept.id_number_index and gone.id_number_index:
        raise WrongState(_("两条登记的身份证号不同，不是同一个人；号码有误的，先改号码。"))

    ended = _one_home(actor, kept, gone, reason)
    moved = {
        f"{model._meta.label}.{field}": keys
        for model, field in relations()
        if (keys := _move(model, field, gone, kept))
    }
    filled = _fill(kept, gone)
    made = Merge.objects.create(
        tenant_id=kept.tenant_id,
        unit=home.unit,
        kept=kept,
        gone=gone,
        reason=reason,
        moved=moved,
        filled=filled,
        ended=ended,
        on=today(),
        by_label=actor.label[:120],
    )
    people.sync_grants(actor, kept)

    units = {home.unit_id, other.unit_id}
    record(
        actor, "duplicates.merge", made, kept=kept.pk, gone=gone.pk, rows=made.count, reason=reason, counts_for=units
    )
    return made


def _one_home(actor: Actor, kept: Person, gone: Person, reason: str) -> int:
    """Where both are members today, the second membership was an entry too many; the posts that came with it move."""
    open_ones = Membership.objects.filter(tenant_id=kept.tenant_id, until__gt=today())
    second = open_ones.filter(person=gone).first()
    if second is None or not open_ones.filter(person=kept).exists():
        return 0
    for post in gone.posts.filter(until__gt=today()):
        _move(type(post), "person", gone, kept)
    people.end_membership(
        actor=actor,
        membership=second,
        on=max(today(), second.since),
        ending=Membership.Ending.MISTAKE,
        note=_("重复登记，并入另一条：%(reason)s") % {"reason": reason},
        version=second.version,
    )
    return int(second.pk)


def _move(model: Any, field: str, gone: Person, kept: Person) -> list[int]:
    """Give the rows to ``kept``; those that it has already, or that nobody may change, stay. Returns what moved."""
    rows = model._default_manager.filter(**{field: gone})
    keys = list(rows.values_list("pk", flat=True))
    if model is Membership:
        keys = [row.pk for row in rows.order_by("since") if not _overlaps(row, kept)]
    if not keys:
        return []
    try:
        with transaction.atomic():
            model._default_manager.filter(pk__in=keys).update(**{field: kept})
            return keys
    except DatabaseError:
        return [key for key in keys if _moves_alone(model, field, key, kept)]


def _moves_alone(model: Any, field: str, key: int, kept: Person) -> bool:
    try:
        with transaction.atomic():
            model._default_manager.filter(pk=key).update(**{field: kept})
            return True
    except DatabaseError:
        return False


def _overlaps(row: Membership, kept: Person) -> bool:
    own = Membership.objects.filter(tenant_id=kept.tenant_id, person=kept)
    return own.filter(since__lt=row.until, until__gt=row.since).exists() or own.filter(since=row.since).exists()


def _fill(kept: Person, gone: Person) -> list[str]:
    """Empty items of ``kept`` take what ``gone`` has; an account goes along where there is one only."""
    have = {name: kept.unseal(name) if name in SEALED else getattr(kept, name) for name in (*PLAIN, *SEALED)}
    more = {name: gone.unseal(name) if name in SEALED else getattr(gone, name) for name in (*PLAIN, *SEALED)}
    empty = {
        name for name, value in have.items() if value in (None, "") or (name == "sex" and value == Person.Sex.UNKNOWN)
    }
    wanted = {name: more[name] for name in sorted(empty) if more[name] not in (None, "")}
    if "id_number" in wanted:
        gone.id_number_index = None  # one number, one person
        gone.save(update_fields=["id_number_index"])
    changed = fill(kept, **wanted)
    if changed:
        kept.version += 1
        store(kept, [*sorted(set(changed)), "version"])
    filled = [name for name in wanted if name in changed or f"{name}_sealed" in changed]
    if kept.account is None and gone.account is not None:
        account, gone.account = gone.account, None
        gone.save(update_fields=["account"])
        kept.account = account
        kept.save(update_fields=["account"])
        filled.append("account")
    return filled


@transaction.atomic
def undo(*, actor: Actor, merge: Merge) -> Merge:
    """They were two after all: what moved goes back, what was filled is emptied again.

    What happened since stays with whoever it was written for. Raises NotAllowed, WrongState (undone, too long ago).
    """
    policies.MANAGE.require(actor, merge)
    row = Merge.objects.select_for_update(of=("self",)).select_related("kept", "gone").get(pk=merge.pk)
    if row.undone_on is not None:
        raise WrongState(_("已经撤销过了。"))
    if today() > row.on + dt.timedelta(days=UNDO_DAYS):
        raise WrongState(_("合并超过%(days)s天，不能撤销。") % {"days": UNDO_DAYS})

    for name, keys in row.moved.items():
        label, _dot, field = name.rpartition(".")
        model: Any = apps.get_model(label)
        model._default_manager.filter(pk__in=keys, **{field: row.kept}).update(**{field: row.gone})
    _empty(row)
    if row.ended:
        people.resume_membership(actor=actor, membership=Membership.objects.get(pk=row.ended, tenant_id=row.tenant_id))
    row.undone_on = today()
    row.save(update_fields=["undone_on"])
    people.sync_grants(actor, row.kept)
    people.sync_grants(actor, row.gone)

    units = {row.unit_id, home_of(row.gone).unit_id}
    record(actor, "duplicates.undo", row, kept=row.kept_id, gone=row.gone_id, counts_for=units)
    return row


def _empty(row: Merge) -> None:
    """Take back what ``kept`` was given."""
    kept, gone = row.kept, row.gone
    blank: dict[str, Any] = {"sex": Person.Sex.UNKNOWN, "birth_on": None}
    changed = fill(kept, **{name: blank.get(name, "") for name in row.filled if name != "account"})
    if changed:
        kept.version += 1
        store(kept, [*sorted(set(changed)), "version"])
    if "id_number" in row.filled:
        number = gone.unseal("id_number")
        gone.id_number_sealed = ""
        fill(gone, id_number=number)
        store(gone, ["id_number_sealed", "id_number_index"])
    if "account" in row.filled:
        account, kept.account = kept.account, None
        kept.save(update_fields=["account"])
        gone.account = account
        gone.save(update_fields=["account"])


@transaction.atomic
def keep_apart(*, actor: Actor, person: Person, other: Person, reason: str) -> Distinct:
    """Somebody has looked: they are two. Nobody is asked again. Raises NotAllowed, WrongState, ValidationError."""
    policies.MANAGE.require(actor, home_of(person))
    policies.MANAGE.require(actor, home_of(other))
    reason = said(reason, "reason", _("写一句凭什么认定不是同一个人。"))
    if person.pk == other.pk or person.tenant_id != other.tenant_id:
        raise ValidationError(_("请选择两条不同的登记。"))
    first, second = sorted((person, other), key=lambda one: one.pk)
    if Distinct.objects.filter(tenant_id=person.tenant_id, first=first, second=second).exists():
        raise WrongState(_("已经认定过了。"))

    made = Distinct.objects.create(
        tenant_id=person.tenant_id, first=first, second=second, reason=reason, by_label=actor.label[:120]
    )

    unit = home_of(person).unit_id
    record(actor, "duplicates.keep_apart", person, unit_id=unit, other=other.pk, name=other.name, reason=reason)
    return made
