"""The county of the cast with open work on its branches, and what must not be lost when they are changed."""

import datetime as dt
from typing import Any

from leitu.activities import actions as activities
from leitu.activities.models import Activity, ActivityKind
from leitu.changes import actions as changes
from leitu.changes.models import Change
from leitu.core.clock import today
from leitu.core.invariants import broken
from leitu.facts.derive import differences
from leitu.guidance import actions as guidance
from leitu.guidance.models import Liaison, WeakUnitCase
from leitu.matters.models import Matter
from leitu.matters.tests import factories as make
from leitu.orgs.models import Grant, Unit, valid_on
from leitu.people import actions as people
from leitu.people.models import Membership, Post, Suspension
from tests.cast import County

TODAY = "2026-03-20 01:00:00Z"
DAY = dt.timedelta(days=1)


def open_work(county: County) -> dict[str, Any]:
    """At Willow village: two problems of Mei's, a lecture to come, a contact point, a case, a suspended member."""
    unit, machine = county.units["Q1"], county.console
    kind = ActivityKind.objects.get(tenant=county.tenant, code="lecture")
    since = today() - 200 * DAY
    people.appoint(
        actor=machine, unit=county.units["Q"], person=county.persons["石梅"], title="committee_member", since=since
    )
    suspended = Membership.objects.get(person=county.persons["老陈"])
    return {
        "published": make.in_state(county, "published"),
        "asked": make.in_state(county, "close_requested", title="活动室漏水"),
        "noted": make.noted(county, title="标语褪色"),
        "closed": make.in_state(county, "closed", title="路灯不亮"),
        "lecture": activities.plan(actor=machine, unit=unit, kind=kind, on=today() + 5 * DAY, topic="党史"),
        "liaison": guidance.assign(
            actor=machine, unit=unit, person=county.persons["石梅"], from_unit=county.units["Q"]
        ),
        "case": guidance.list_unit(actor=machine, unit=unit, reason="两个月没开过会"),
        "suspension": people.suspend(actor=machine, membership=suspended, since=today() - 30 * DAY, note="查不到"),
    }


def change(county: County, kind: str, at: str = "Q1", *, on: dt.date | None = None, **more: Any) -> Change:
    """A change prepared by the officer of Qinghe, or whoever ``who`` names."""
    who = more.pop("who", "officer")
    unit = Unit.objects.get(tenant=county.tenant, code=at)
    return changes.prepare(actor=county.actor(who), unit=unit, kind=kind, on=on or today(), **more)


def carried_out(county: County, kind: str, at: str = "Q1", **more: Any) -> Change:
    """The same, done."""
    who = more.get("who", "officer")
    made = change(county, kind, at, **more)
    return changes.carry_out(actor=county.actor(who), change=made, version=made.version)


def homes(county: County, day: dt.date) -> dict[str, str]:
    """Name of each member -> code of his branch on a day."""
    rows = Membership.objects.on(day).filter(tenant=county.tenant).order_by("pk")
    pairs = list(rows.values_list("person__name", "unit__code"))
    assert len(dict(pairs)) == len(pairs), "somebody belongs to two branches"
    return dict(pairs)


def roles(county: County, name: str) -> set[tuple[str, str]]:
    """The roles of an account today, with the codes of the units."""
    held = Grant.objects.filter(valid_on(today()), tenant=county.tenant, user=county.users[name])
    return set(held.values_list("role__code", "unit__code"))


def in_order(county: County) -> None:
    """Everything that must always be true is."""
    found = list(broken(county.tenant.pk))
    assert found == [], found
    assert list(differences(county.tenant.pk)) == []


def picture(county: County) -> dict[str, Any]:
    """All that a change of the tree may touch, as of today, to compare with what it was."""
    day, tenant = today(), {"tenant": county.tenant}

    def rows(model: Any, *names: str, **only: Any) -> set[tuple[Any, ...]]:
        return set(model.objects.filter(**tenant, **only).values_list(*names))

    return {
        "units": rows(Unit, "code", "name", "parent__code", dissolved_on__isnull=True),
        "homes": homes(county, day),
        "groups": rows(Membership, "person__name", "group__code", until__gt=day),
        "posts": rows(Post, "unit__code", "title", "holder_name", until__gt=day),
        "suspended": rows(Suspension, "membership__person__name", "since", until__gt=day),
        "matters": rows(Matter, "title", "unit__code", "person__name", "reviewer_unit__code", "state"),
        "activities": rows(Activity, "topic", "unit__code", "state"),
        "liaisons": rows(Liaison, "person__name", "unit__code", until__gt=day),
        "cases": rows(WeakUnitCase, "unit__code", "state"),
        "grants": rows(Grant, "user__label", "role__code", "unit__code", since__lte=day, until__gt=day),
    }
