"""What is missing in the register: shown before duties show red, because a gap there makes wrong colours."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from leitu.core.actor import Actor
from leitu.orgs import policies
from leitu.orgs.kinds import branch_kinds
from leitu.orgs.models import Term, Unit, valid_on
from leitu.people.models import Membership, Post


@dataclass(frozen=True)
class Gap:
    """One kind of missing data: what it spoils, how to mend it, and the units that lack it."""

    code: str
    title: Promise
    why: Promise
    url_name: str
    units: "QuerySet[Any]"


def gaps(actor: Actor, day: dt.date) -> list[Gap]:
    """Everything missing in the units that the actor manages, by kind; each is a queryset of units."""
    units = Unit.objects.visible_to(actor, policies.MANAGE).existing_on(day)
    branches = units.filter(kind__in=branch_kinds())
    lasting = branches.exclude(kind=Unit.Kind.TEMPORARY_BRANCH)
    here = Q(tenant_id=actor.tenant_id, unit_id=OuterRef("pk"))
    secretary = Post.objects.filter(here, valid_on(day), title=Post.Title.SECRETARY)
    unlinked = secretary.filter(person__isnull=True)
    members = Membership.objects.filter(here, valid_on(day))
    undated = members.filter(Q(joined_on__isnull=True) | Q(person__birth_on__isnull=True))
    officers = Post.objects.filter(here, valid_on(day), title__in=Post.COMMITTEE_TITLES)
    return [
        Gap(
            "term",
            _("没有届满日期"),
            _("不知道哪天届满，就不能提前六个月提醒换届。"),
            "orgs:set_term",
            lasting.filter(~Exists(Term.objects.filter(here))),
        ),
        Gap(
            "secretary",
            _("没有登记书记"),
            _("分不清是书记空缺，还是没有登记。"),
            "people:appoint",
            units.exclude(kind=Unit.Kind.GROUP).filter(~Exists(secretary)),
        ),
        Gap(
            "unlinked",
            _("书记不在党员名册上"),
            _("只有姓名，对不上名册里的人，权限和记录都连不上。"),
            "people:appoint",
            units.filter(Exists(unlinked)),
        ),
        Gap(
            "committee",
            _("不知道设不设支委会"),
            _("没有填“支委会”，也没有委员任职，只能按正式党员是否达到七名推算支委会会议。"),
            "orgs:correct",
            lasting.filter(Q(has_committee__isnull=True), ~Exists(officers)),
        ),
        Gap(
            "members",
            _("名册上没有党员"),
            _("应到人数无从算起。"),
            "people:register_member",
            lasting.filter(~Exists(members)),
        ),
        Gap(
            "dates",
            _("党员缺出生日期或入党日期"),
            _("年龄、党龄和正式党员人数会算不准。"),
            "",
            branches.filter(Exists(undated)),
        ),
        Gap(
            "founded",
            _("没有成立日期"),
            _("只能当作一直存在，成立以前的月份也会算作应办。"),
            "orgs:correct",
            units.filter(kind__in=[*branch_kinds(), Unit.Kind.GROUP], founded_on__isnull=True),
        ),
    ]
