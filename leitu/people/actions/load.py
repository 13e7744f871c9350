"""Bulk loads of checked lists: one transaction, one entry, whatever the length."""

from collections import defaultdict
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from leitu.audit.record import record
from leitu.core.actor import Actor
from leitu.core.clock import today
from leitu.core.errors import NotAllowed, WrongState
from leitu.core.periods import BEGINNING, FOREVER
from leitu.orgs import actions as orgs
from leitu.orgs import policies as org_policies
from leitu.orgs.actions.units import UnitRow
from leitu.orgs.kinds import shapes
from leitu.orgs.models import Tenant, Unit
from leitu.people import policies
from leitu.people.actions.accounts import sync_grants
from leitu.people.models import Membership, Person, Post
from leitu.people.queries import torn_apart

BATCH = 1000


@transaction.atomic
def load_units(
    *,
    actor: Actor,
    tenant: Tenant,
    rows: Iterable[UnitRow],
    secretaries: dict[str, str],
    digest: str,
    dry_run: bool = False,
) -> tuple[int, int, int]:
    """The tree and who leads each unit, as a checked list says: how many units are new, changed, unchanged.

    ``secretaries`` gives names by code; a unit that it leaves out keeps its secretary. An unsaved ``tenant`` is
    founded. Raises NotAllowed, ValidationError (a circle), WrongState (a row that ``torn_apart`` names).
    """
    if not org_policies.MANAGE.allowed_anywhere(actor):
        raise NotAllowed("orgs.manage")
    rows = list(rows)
    if torn_apart(tenant, {row.code: (row.kind, row.parent_code) for row in rows}):
        raise WrongState(_("名册上有党员的党小组不能改到别的党支部，有党员的党支部不能改成别的类别。"))
    if tenant.pk is None and not dry_run:
        tenant = orgs.found_tenant(actor=actor, name=tenant.name, code=tenant.code)
    at = actor.at(tenant.pk) if tenant.pk and actor.is_trusted else actor
    loaded = orgs.load_units(actor=at, tenant=tenant, rows=rows, digest=digest, dry_run=dry_run)
    fresh = {unit.code for unit in loaded.created}
    touched = {unit.code for unit in loaded.updated}

    led = _leaders_to_change(tenant, secretaries)
    if not dry_run:
        _change_leaders(at, tenant, led)

    changed_only_leader = led.keys() - fresh - touched
    counts = (len(fresh), len(touched) + len(changed_only_leader), loaded.unchanged - len(changed_only_leader))
    if changed_only_leader and not dry_run and not (fresh or touched):
        record(at, "people.load_units", tenant, digest=digest, changed=len(changed_only_leader))
    return counts


def _leaders_to_change(tenant: Tenant, secretaries: dict[str, str]) -> dict[str, str]:
    held: dict[str, set[str]] = defaultdict(set)
    posts = Post.objects.filter(tenant_id=tenant.pk, title=Post.Title.SECRETARY, until=FOREVER)
    for code, name in posts.values_list("unit__code", "holder_name"):
        held[code].add(name)
    return {code: name for code, name in secretaries.items() if name not in held[code]}


def _change_leaders(actor: Actor, tenant: Tenant, leaders: dict[str, str]) -> None:
    """End the posts of those who are no longer named and begin those of the new; the first has led since ever."""
    if not leaders:
        return
    day = today()
    units = {u.code: u for u in Unit.objects.filter(tenant=tenant, code__in=leaders)}
    held = Post.objects.filter(
        tenant=tenant, title=Post.Title.SECRETARY, until=FOREVER, unit__in=[u.pk for u in units.values()]
    ).select_related("person", "unit")
    replaced = set()
    for post in held:
        replaced.add(post.unit.code)
        post.until = max(day, post.since)
        post.save(update_fields=["until"])
        if post.person is not None:
            sync_grants(actor, post.person)
    fresh = [
        Post(
            tenant=tenant,
            unit=units[code],
            holder_name=name,
            title=Post.Title.SECRETARY,
            since=day if code in replaced else BEGINNING,
        )
        for code, name in leaders.items()
    ]
    Post.objects.bulk_create(fresh, batch_size=BATCH)
    link_posts(actor, tenant)


def link_posts(actor: Actor, tenant: Tenant) -> int:
    """Link posts known by name only to the person of that name, where there is exactly one it can be.

    A branch (or group) looks among its own members, a committee among the members below it: a post brings power, so
    nobody is guessed. Returns how many were linked.
    """
    waiting = list(Post.objects.filter(tenant=tenant, person__isnull=True, until=FOREVER).select_related("unit"))
    by_name: dict[str, list[tuple[int, int]]] = defaultdict(list)
    listed = sorted({post.holder_name for post in waiting})
    for start in range(0, len(listed), 500):
        found = Membership.objects.on(today()).filter(tenant=tenant, person__name__in=listed[start : start + 500])
        for name, person, unit in found.values_list("person__name", "person_id", "unit_id"):
            by_name[name].append((person, unit))
    linked = []
    for post in waiting:
        fitting = by_name[post.holder_name]
        if fitting:
            homes = _homes(post.unit)
            persons = {person for person, unit in fitting if unit in homes}
            if len(persons) == 1:
                post.person_id = persons.pop()
                linked.append(post)
    Post.objects.bulk_update(linked, ["person"], batch_size=500)
    for person in Person.objects.filter(pk__in={p.person_id for p in linked}, account__isnull=False):
        sync_grants(actor, person)
    return len(linked)


def _homes(unit: Unit) -> set[int]:
    """Keys of the branches whose members may lead a unit: its own, or those below it."""
    if unit.kind == Unit.Kind.GROUP:
        return {unit.parent_id or 0}
    if shapes()[unit.kind].is_branch:
        return {unit.pk}
    return set(Unit.objects.below(unit, today()).values_list("pk", flat=True))


@transaction.atomic
def refuse_import(*, actor: Actor, what: str, digest: str, errors: int) -> None:
    """Say that a list of units or members was refused: the one row that a refused import leaves. Raises NotAllowed."""
    keeps = policies.MANAGE.allowed_anywhere(actor) or org_policies.MANAGE.allowed_anywhere(actor)
    if not (actor.is_trusted or keeps):
        raise NotAllowed("people.manage")

    record(actor, "people.refuse_import", what=what, digest=digest, errors=errors)
