"""The steps by which members and posts follow a change of the tree; run by ``changes.actions``, which has asked."""

import datetime as dt

from django.utils.translation import gettext as _

from leitu.audit.record import record
from leitu.changes.movers import Passing, Trace
from leitu.core.actor import Actor
from leitu.core.errors import WrongState
from leitu.core.periods import FOREVER
from leitu.orgs.models import Unit
from leitu.people.actions.accounts import sync_grants
from leitu.people.actions.posts import SINGLE
from leitu.people.leaving import leavers, posts_ending
from leitu.people.models import Membership, Post, Suspension


def pass_members(actor: Actor, passing: Passing) -> Trace:
    """Each leaves on the last day before, and belongs to the target from then on; a suspension goes along."""
    rows = leavers(passing).select_for_update(of=("self",)).select_related("person__account").order_by("pk")
    return [_pass_member(actor, row, passing) for row in list(rows)]


def _pass_member(actor: Actor, old: Membership, passing: Passing) -> Trace:
    target = passing.taker()
    keeps_group = passing.is_whole or old.group_id in passing.groups
    group_id = old.group_id if keeps_group else None
    if old.since >= passing.on:  # he came on that very day: then he came here
        trace: Trace = [old.pk, old.pk, old.version + 1, old.group_id, []]
        old.unit, old.group_id, old.version = target, group_id, old.version + 1
        old.save(update_fields=["unit", "group", "version"])
        new = old
    else:
        old.until = passing.on
        old.version += 1
        old.save(update_fields=["until", "version"])
        new = Membership.objects.create(
            tenant_id=old.tenant_id,
            person=old.person,
            unit=target,
            group_id=group_id,
            joined_on=old.joined_on,
            full_on=old.full_on,
            lost_since=old.lost_since,
            since=passing.on,
        )
        trace = [old.pk, new.pk, new.version, old.group_id, _take_along(old, new, passing.on)]
    sync_grants(actor, old.person)
    _say(actor, new, passing.source, target, passing.on)
    return trace


def _take_along(old: Membership, new: Membership, on: dt.date) -> list[list[int]]:
    """A suspension that still holds is one of the new membership from then on."""
    moved = []
    for one in Suspension.objects.filter(tenant_id=old.tenant_id, membership=old, until__gt=on):
        again = Suspension.objects.create(
            tenant_id=old.tenant_id, membership=new, since=max(on, one.since), until=one.until, note=one.note
        )
        one.until = max(on, one.since)
        one.save(update_fields=["until"])
        moved.append([one.pk, again.pk])
    return moved


def _say(actor: Actor, membership: Membership, before: Unit, to: Unit, on: dt.date) -> None:
    record(actor, "people.pass_members", membership, before=before.name, to=to.name, on=on)


def return_members(actor: Actor, passing: Passing, trace: Trace) -> None:
    """Each belongs to the source as if he had never left. Raises WrongState when his record has changed since."""
    for old_key, new_key, version, group_id, suspensions in trace:
        rows = Membership.objects.select_for_update(of=("self",)).select_related("person__account")
        new = rows.filter(tenant_id=passing.source.tenant_id, pk=new_key).first()
        if new is None or not new.is_open or new.version != version or new.unit_id != passing.taker().pk:
            raise WrongState(_("有党员的党籍记录后来又改过，不能恢复原状。"))
        if old_key == new_key:
            new.unit, new.group_id, new.version = passing.source, group_id, new.version + 1
            new.save(update_fields=["unit", "group", "version"])
            old = new
        else:
            old = rows.get(tenant_id=passing.source.tenant_id, pk=old_key)
            for ended, again in suspensions:
                until = Suspension.objects.get(tenant_id=old.tenant_id, pk=again).until
                Suspension.objects.filter(tenant_id=old.tenant_id, pk=ended).update(until=until)
            new.delete()
            old.until = FOREVER
            old.version += 1
            old.save(update_fields=["until", "version"])
        sync_grants(actor, old.person)
        _say(actor, old, passing.taker(), passing.source, passing.on)


def pass_posts(actor: Actor, passing: Passing) -> Trace:
    """Posts of the source end, with the power that they bring."""
    trace = []
    for post in list(posts_ending(passing).select_related("person__account", "unit").order_by("pk")):
        trace.append([post.pk, post.until.isoformat()])
        post.until = max(passing.on, post.since)
        post.save(update_fields=["until"])
        if post.person is not None:
            sync_grants(actor, post.person)
        record(actor, "people.leave_post", post, on=passing.on)
    return trace


def return_posts(actor: Actor, passing: Passing, trace: Trace) -> None:
    """Whoever held them holds them on. Raises WrongState when one has been filled since."""
    for key, until in trace:
        post = Post.objects.select_related("person__account", "unit").get(tenant_id=passing.source.tenant_id, pk=key)
        others = Post.objects.filter(tenant_id=post.tenant_id, unit=post.unit, title=post.title, until=FOREVER)
        if post.title in SINGLE and others.exists():
            raise WrongState(_("这个职务现在由%(name)s担任，不能恢复。") % {"name": others[0].holder_name})
        post.until = dt.date.fromisoformat(until)
        post.save(update_fields=["until"])
        if post.person is not None:
            sync_grants(actor, post.person)
        record(actor, "people.resume_post", post, person=post.person_id, title=post.title)
