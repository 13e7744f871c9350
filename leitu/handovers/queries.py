"""What is handed over with a post: read from the records, never typed."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from leitu.activities.models import Activity
from leitu.core.actor import Actor
from leitu.core.clock import today
from leitu.core.periods import add_months
from leitu.guidance.models import Liaison, WeakUnitCase
from leitu.handovers import policies
from leitu.handovers.models import Handover
from leitu.matters.models import Matter
from leitu.matters.wording import light
from leitu.norms.duties import duties
from leitu.norms.duty import State
from leitu.orgs.models import Unit, valid_on
from leitu.people.models import Membership, Person, Post
from leitu.people.queries import MARKS, marked, persons_at
from leitu.ui.templatetags.dates import short_day

MOST = 30
"""Lines of one section; the list behind it has them all."""
RECENT_MONTHS = 3
OPEN_ACTIVITY = (Activity.State.PLANNED, Activity.State.NOTIFIED, Activity.State.UNDER_WAY, Activity.State.ENDED)
HEADS = (Post.Title.SECRETARY, Post.Title.DEPUTY_SECRETARY, Post.Title.GROUP_LEADER)
SORTS: dict[str, tuple[str, ...]] = {"begun": ("-begun_on", "-pk"), "unit": ("unit__name", "-pk")}
"""The orders of the list."""
SEARCHED = ("unit__name", "giver_name", "taker__name")


@dataclass(frozen=True)
class Line:
    text: str
    meta: str = ""
    href: str = ""
    state: str = ""


@dataclass(frozen=True)
class Section:
    """One part of what is handed over; ``empty`` says so when there is nothing."""

    code: str
    label: str
    lines: list[Line]
    empty: str
    href: str = ""


@cache
def post_duties() -> dict[str, dict[str, Any]]:
    """What each post looks after, by title (posts.yaml)."""
    found: dict[str, dict[str, Any]] = yaml.safe_load(
        Path(__file__).with_name("posts.yaml").read_text(encoding="utf-8")
    )
    return found


def sections(handover: Handover) -> list[Section]:
    """Everything as it is now."""
    unit = handover.unit
    here = f"?unit={unit.pk}"
    return [
        Section("duties", _("没办的应办事项"), _duties(unit), _("都办了"), reverse("norms:duties") + here),
        Section("matters", _("没办完的问题和任务"), _matters(handover), _("没有"), reverse("matters:list") + here),
        Section("meetings", _("没归档的活动"), _meetings(unit), _("没有"), reverse("activities:list") + here),
        Section("care", _("要关心的人"), _care(unit), _("没有"), ""),
        Section("contacts", _("找谁"), _contacts(unit), _("还没有登记"), ""),
    ]


def snapshot(handover: Handover) -> dict[str, list[str]]:
    """The same as plain text, to be kept."""
    return {one.code: [f"{line.text} {line.meta}".strip() for line in one.lines] for one in sections(handover)}


def _duties(unit: Unit) -> list[Line]:
    day = today()
    since = add_months(day, -RECENT_MONTHS)
    found = duties(unit.tenant, [unit.pk], on=day, since=since, states=(State.DUE_SOON, State.OVERDUE))
    return [
        Line(
            one.title,
            short_day(one.due_on),
            reverse("norms:explain", args=[unit.pk, one.norm, one.period_start]),
            one.state.value,
        )
        for one in found[:MOST]
    ]


def _matters(handover: Handover) -> list[Line]:
    day = today()
    rows = open_matters(handover).order_by("due_on", "pk")[:MOST]
    return [
        Line(
            one.title,
            f"{one.person_name} {short_day(one.due_on) if one.due_on else ''}".strip(),
            one.get_absolute_url(),
            light(one, day),
        )
        for one in rows
    ]


def open_matters(handover: Handover) -> "QuerySet[Any, Any]":
    """What the unit has on its ledger or noted."""
    states = [*Matter.ON_LEDGER, Matter.State.NOTED]
    rows: QuerySet[Any, Any] = Matter.objects.filter(
        tenant_id=handover.tenant_id, unit_id=handover.unit_id, state__in=states
    )
    return rows


def _meetings(unit: Unit) -> list[Line]:
    rows = Activity.objects.filter(tenant_id=unit.tenant_id, unit=unit, state__in=OPEN_ACTIVITY)
    found = rows.select_related("kind").order_by("on", "pk")[:MOST]
    return [
        Line(f"{one.kind.name} {one.topic}".strip(), short_day(one.on), one.get_absolute_url(), one.state)
        for one in found
    ]


def _care(unit: Unit) -> list[Line]:
    """How many, and where their names are; who is ill is read in the register and not kept here."""
    day = today()
    rows = Membership.objects.on(day).filter(tenant_id=unit.tenant_id, unit=unit)
    words = {"floating": _("流动党员"), "exempt": _("免于硬性要求的党员"), "suspended": _("停止党籍的党员")}
    counts = {mark: marked(rows, mark, day).count() for mark in MARKS}
    counts["lost"] = rows.filter(lost_since__isnull=False).count()
    words["lost"] = _("失去联系的党员")
    address = reverse("people:list")
    found = [
        Line(
            words[mark],
            ngettext("%(count)s 名", "%(count)s 名", count) % {"count": count},
            f"{address}?unit={unit.pk}&mark={mark}",
        )
        for mark, count in counts.items()
        if count
    ]
    cases = WeakUnitCase.objects.filter(tenant_id=unit.tenant_id, unit=unit, state__in=WeakUnitCase.OPEN)
    return found + [Line(_("正在整顿"), str(one.get_state_display()), one.get_absolute_url()) for one in cases]


def _contacts(unit: Unit) -> list[Line]:
    day = today()
    found = [Line(unit.contact_name, _("联系人"))] if unit.contact_name else []
    if unit.parent is not None:
        found.append(Line(unit.parent.name, _("上级党组织"), unit.parent.get_absolute_url()))
        above = Post.objects.filter(valid_on(day), tenant_id=unit.tenant_id, unit=unit.parent, title__in=HEADS)
        found += [
            Line(one.holder_name, f"{unit.parent.name} {one.get_title_display()}") for one in above.order_by("pk")
        ]
    beside = Post.objects.filter(valid_on(day), tenant_id=unit.tenant_id, unit=unit).order_by("pk")
    found += [Line(one.holder_name, str(one.get_title_display())) for one in beside]
    pairs = Liaison.objects.filter(valid_on(day), tenant_id=unit.tenant_id, unit=unit).select_related(
        "person", "from_unit"
    )
    return found + [
        Line(one.person.name, f"{_('联系点')} {one.from_unit.name}", one.get_absolute_url()) for one in pairs
    ]


def takers(post: Post) -> "QuerySet[Any, Any]":
    """Who may take a post over: whoever the unit may give something to do, but him who leaves."""
    rows: QuerySet[Any, Any] = persons_at(post.unit)
    return rows.exclude(pk=post.person_id) if post.person_id else rows


def listed(actor: Actor) -> "QuerySet[Any, Any]":
    """The handovers in sight."""
    rows: QuerySet[Any, Any] = Handover.objects.visible_to(actor).select_related("unit", "taker")
    return rows


def not_begun(actor: Actor) -> "QuerySet[Any, Any]":
    """Heads who left lately, or whose unit's register one keeps, without a handover."""
    day = today()
    done = Handover.objects.filter(
        tenant_id=OuterRef("tenant_id"),
        unit_id=OuterRef("unit_id"),
        title=OuterRef("title"),
        begun_on__gte=OuterRef("since"),
    ).exclude(state=Handover.State.WITHDRAWN)
    rows = Post.objects.visible_to(actor, policies.VIEW).filter(
        tenant_id=actor.tenant_id, title__in=HEADS, until__lte=day, until__gt=add_months(day, -RECENT_MONTHS)
    )
    living = rows.filter(unit__dissolved_on__isnull=True)
    found: QuerySet[Any, Any] = living.exclude(Exists(done)).select_related("unit").order_by("-until", "pk")
    return found


def people_of(handover: Handover) -> list[Person]:
    """Both sides, as far as they are on the register."""
    return [one for one in (handover.giver, handover.taker) if one is not None]
