import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from leitu.audit.record import record
from leitu.core.actor import Actor
from leitu.core.clock import today
from leitu.core.errors import WrongState
from leitu.core.periods import FOREVER
from leitu.orgs.models import Unit
from leitu.people import policies
from leitu.people.actions.accounts import sync_grants
from leitu.people.models import Membership, Person, Post

SINGLE = frozenset({Post.Title.SECRETARY, Post.Title.GROUP_LEADER})
"""Titles that one unit has once."""


@transaction.atomic
def appoint(
    *,
    actor: Actor,
    unit: Unit,
    person: Person,
    title: str,
    since: dt.date,
    origin: str = Post.Origin.UNKNOWN,
) -> Post:
    """A person takes up a post; what the post may do, its holder may do at once.

    Raises NotAllowed, WrongState, ValidationError (future date, post taken, person not on the register).
    """
    policies.MANAGE.require(actor, unit)
    if not unit.exists_on(today()):
        raise WrongState(_("这个党组织已经撤销。"))
    if since > today():
        raise ValidationError({"since": _("任职日期不能晚于今天。")})
    if person.tenant_id != unit.tenant_id or not Membership.objects.on(today()).filter(person=person).exists():
        raise ValidationError({"person": _("任职人不在党员名册上。")})
    held = Post.objects.filter(tenant_id=unit.tenant_id, unit=unit, title=title, until__gt=since)
    if title in SINGLE and held.exists():
        raise ValidationError(
            {"title": _("这个职务现在由%(name)s担任，请先办理卸任。") % {"name": held[0].holder_name}}
        )
    if held.filter(person=person).exists():
        raise ValidationError({"person": _("这个人已经担任这个职务。")})
    if held.filter(holder_name=person.name, since=since).exists():
        raise ValidationError({"person": _("有一位同名的同志同一天担任这个职务，请核对是不是同一个人。")})

    # A post that was left on its own day never held; the entries tell of both.
    post, _new = Post.objects.update_or_create(
        tenant_id=unit.tenant_id,
        unit=unit,
        title=title,
        holder_name=person.name,
        since=since,
        defaults={"person": person, "origin": origin, "until": FOREVER},
    )
    sync_grants(actor, person)

    record(actor, "people.appoint", post, person=person.pk, title=title, since=since, origin=origin)
    return post


@transaction.atomic
def leave_post(*, actor: Actor, post: Post, on: dt.date) -> Post:
    """The holder leaves the post on ``on`` (the first day without it) and loses its power at once.

    Raises NotAllowed, WrongState, ValidationError.
    """
    policies.MANAGE.require(actor, post.unit)
    if post.until != FOREVER:
        raise WrongState(_("这条任职记录已经结束。"))
    if on > today() or on < post.since:
        raise ValidationError({"on": _("卸任日期应在任职之后、今天以前。")})

    post.until = on
    post.save(update_fields=["until"])
    if post.person is not None:
        sync_grants(actor, post.person)

    record(actor, "people.leave_post", post, on=on)
    return post
