"""Whom and what a change of the tree takes along: members and posts (``leitu.changes``)."""

import datetime as dt
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leitu.changes.following import following
from leitu.changes.movers import Mover, Passing, Share, Units
from leitu.core.clock import today
from leitu.core.periods import FOREVER
from leitu.orgs.kinds import shapes
from leitu.orgs.models import Unit, valid_on
from leitu.people.actions.passing import pass_members, pass_posts, return_members, return_posts
from leitu.people.leaving import leavers, posts_ending
from leitu.people.models import Consent, Membership, Objection, Post
from leitu.ui.templatetags.dates import plain_day


def count_members(units: Units, day: dt.date) -> int:
    return Membership.objects.on(day).filter(unit_id__in=units).count()


def share_members(passing: Passing) -> Share:
    return Share(leavers(passing).count())


def members_object(passing: Passing) -> list[str]:
    """No branch to go to; a register that has changed since the day; a split that takes nobody, somebody else, or all."""
    source, target = passing.source, passing.target
    there = Membership.objects.on(passing.on).filter(tenant_id=source.tenant_id, unit=source).count()
    if passing.is_whole and there and (target is None or not shapes()[target.kind].is_branch):
        return [_("还有 %(count)s 名党员，请选择他们转到哪个党支部。") % {"count": there}]
    if _changed_since(passing):
        words = {"unit": source.name, "day": plain_day(passing.on)}
        return [_("%(unit)s的名册在 %(day)s 以后有过变动，请把日期改到变动之后。") % words]
    if passing.is_whole:
        return []
    picked = Membership.objects.on(passing.on).filter(unit=source, person_id__in=passing.persons)
    if picked.count() != len(passing.persons):
        return [_("选的党员不都在%(unit)s。") % {"unit": source.name}]
    if leavers(passing).count() == there:
        return [_("全部党员都转走了，原来的支部就空了。请改用更名或合并。")]
    return []


def _changed_since(passing: Passing) -> bool:
    rows: QuerySet[Any, Any] = Membership.objects.filter(tenant_id=passing.source.tenant_id, unit=passing.source)
    return bool(rows.filter(Q(since__gt=passing.on) | Q(until__gt=passing.on, until__lt=FOREVER)).exists())


def count_posts(units: Units, day: dt.date) -> int:
    return Post.objects.filter(valid_on(day), unit_id__in=units).count()


def share_posts(passing: Passing) -> Share:
    return Share(0, posts_ending(passing).count())


def waiting(day: dt.date) -> "QuerySet[Any, Any]":
    """Objections that an answer is owed to."""
    rows: QuerySet[Any, Any] = Objection.objects.filter(outcome="", withdrawn_at__isnull=True)
    return rows


def consents(day: dt.date) -> "QuerySet[Any, Any]":
    """Who lets somebody act for him still."""
    rows: QuerySet[Any, Any] = Consent.objects.filter(until__gt=day)
    return rows


def of_leavers(rows: "QuerySet[Any, Any]", passing: Passing) -> "QuerySet[Any, Any]":
    """Those of whoever goes along."""
    return rows.filter(person_id__in=leavers(passing).values("person_id"))


def roll(unit: Unit) -> list[tuple[str, str]]:
    """The members of a branch by name, with their group."""
    rows = Membership.objects.on(today()).filter(tenant_id=unit.tenant_id, unit=unit)
    found = rows.select_related("person", "group").order_by("group__name", "person__name", "pk")
    return [
        (str(row.person_id), f"{row.person.name} · {row.group.name}" if row.group else row.person.name) for row in found
    ]


MEMBERS = Mover(
    "members",
    gettext_lazy("党员"),
    90,
    count_members,
    share_members,
    pass_members,
    return_members,
    members_object,
    "people:list",
    keys=("people.Membership.unit", "people.Membership.group"),
)
POSTS = Mover(
    "posts", gettext_lazy("职务"), 80, count_posts, share_posts, pass_posts, return_posts, keys=("people.Post.unit",)
)
OBJECTIONS = following(
    "objections",
    gettext_lazy("待答复的异议"),
    60,
    Objection,
    waiting,
    leaving=of_leavers,
    list_name="people:objections",
)
CONSENTS = following("consents", gettext_lazy("代办同意"), 61, Consent, consents, leaving=of_leavers)
