"""Which entries are told to whom: one table. Everything that reacts to what people do stands in it and nowhere else."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from leitu.activities.models import Activity
from leitu.audit.models import Entry
from leitu.core.clock import today
from leitu.handovers.models import Handover
from leitu.inspections.models import Inspection
from leitu.norms.models import Waiver
from leitu.norms.queries import titles
from leitu.notices.about import activity_of, ask_of, matter_of, pairing_of, transfer_of
from leitu.notices.addressees import (
    Users,
    account_named,
    all_heads,
    both_sides,
    checkers,
    expected,
    guide,
    inspector,
    keepers,
    leave_side,
    objector,
    owners,
    owners_or_superior,
    part_owners,
    person_named,
    post_holder,
    ruling_keepers,
    second_persons,
    security_officers,
    subject,
    superiors,
    taker,
    those_whose_turn,
    whoever_confirmed,
)
from leitu.notices.models import Kind, Reminder
from leitu.orgs.models import Role, Unit
from leitu.people.models import Objection, Post
from leitu.transfers.wording import route_words

MOVING = ("on", "starts_at", "place")
"""Changes of a notified activity that those who come must know."""

Words = dict[str, Any]


@dataclass(frozen=True)
class Rule:
    """``who`` gives the accounts, ``words`` what the sentence needs; None from either: nobody is told."""

    kind: Kind
    who: Callable[[Entry], Users]
    words: Callable[[Entry], Words | None]


def meeting(entry: Entry) -> Words | None:
    """When, where and what, as it stands now."""
    activity = activity_of(entry)
    if activity is None:
        return None
    return {
        "kind": activity.kind.name,
        "on": activity.on.isoformat(),
        "time": f"{activity.starts_at:%H:%M}" if activity.starts_at else "",
        "place": activity.place,
        "unit": activity.unit.name,
    }


def moved(entry: Entry) -> Words | None:
    """The same, when a notice was out and time or place changed."""
    activity = activity_of(entry)
    changed = [name for name in MOVING if name in entry.data.get("changed", {})]
    is_out = activity is not None and activity.state == Activity.State.NOTIFIED
    return meeting(entry) if is_out and changed else None


def dropped(entry: Entry) -> Words | None:
    """The same, when a notice was out and the day is not over: a plan that nobody knew needs no farewell."""
    activity = activity_of(entry)
    was_out = activity is not None and activity.notified_at is not None
    return meeting(entry) if was_out and activity.on >= today() else None  # type: ignore[union-attr]


def back_on(entry: Entry) -> Words | None:
    """The same, when it was cancelled in error after its notice."""
    activity = activity_of(entry)
    return meeting(entry) if activity is not None and activity.state == Activity.State.NOTIFIED else None


def leave(entry: Entry) -> Words | None:
    """Who asked for leave; never why, for it may be about health."""
    words = meeting(entry)
    if words is None or entry.data.get("coming"):
        return None
    return words | {"name": entry.data.get("name", ""), "by_proxy": entry.actor_id not in person_named(entry)}


def duty(entry: Entry) -> Words | None:
    """Which duty was waived or is owed again."""
    waiver = Waiver.objects.filter(tenant_id=entry.tenant_id, pk=entry.object_id).first()
    if waiver is None:
        return None
    return {
        "title": titles(entry.tenant_id).get(waiver.norm_code, waiver.norm_code),
        "norm": waiver.norm_code,
        "period": waiver.period_start.isoformat(),
    }


def post(entry: Entry) -> Words | None:
    """The post, with its unit."""
    row = Post.objects.filter(tenant_id=entry.tenant_id, pk=entry.object_id).select_related("unit").first()
    return {"title": row.title, "unit": row.unit.name} if row else None


def handover(entry: Entry) -> Words | None:
    """Which post of which unit goes over."""
    row = Handover.objects.filter(tenant_id=entry.tenant_id, pk=entry.object_id).select_related("unit").first()
    return {"title": row.title, "unit": row.unit.name} if row else None


def objection(entry: Entry) -> Words | None:
    """Which line, and by when it is answered; never what was written, which is sealed."""
    row = Objection.objects.filter(tenant_id=entry.tenant_id, pk=entry.object_id).first()
    return {"due_on": row.due_on.isoformat(), "outcome": row.outcome} if row else None


def asked(entry: Entry) -> Words | None:
    """What is asked for, by whom, and how it was answered."""
    ask = ask_of(entry)
    return {"what": ask.verb, "subject": ask.subject, "by": entry.actor_label, "said": ask.answer} if ask else None


def granted_by_hand(entry: Entry) -> Words | None:
    """A role that somebody gave or took; those that follow a post are told with the post."""
    if entry.data.get("source"):
        return None
    code = entry.data.get("code") or entry.data.get("role", "")  # older entries hold the code under the other name
    role = Role.objects.filter(tenant_id=entry.tenant_id, code=code).first()
    unit = Unit.objects.filter(tenant_id=entry.tenant_id, pk=entry.unit_id).first()
    return {"role": role.name if role else "", "unit": unit.name if unit else ""}


def reminder(entry: Entry) -> Words | None:
    """Of what, and the superior's own sentence."""
    keys = entry.data.get("reminders", [])
    first = Reminder.objects.filter(tenant_id=entry.tenant_id, pk__in=keys).first()
    return {"titles": entry.data.get("titles", ""), "words": first.words if first else "", "by": entry.actor_label}


def reveals(entry: Entry) -> Words:
    """Who looked how often, on which day; never at whom."""
    return {name: entry.data[name] for name in ("label", "count", "day")}


def matter(entry: Entry) -> Words | None:
    """What it is about and its date; what was said of it is read on its page."""
    found = matter_of(entry)
    if found is None:
        return None
    due_on = found.due_on.isoformat() if found.due_on else ""
    return {"title": found.title[:80], "unit": found.unit.name, "due_on": due_on, "days": entry.data.get("days", 0)}


def visit(entry: Entry) -> Words | None:
    """Whose visit, how much it found, and what the unit said; the sentences themselves are read on its page."""
    rows = Inspection.objects.filter(tenant_id=entry.tenant_id, pk=entry.object_id).select_related(
        "unit", "round__unit"
    )
    found = rows.first()
    if found is None:
        return None
    return {"body": found.round.unit.name, "unit": found.unit.name, "found": found.found, "on": found.on.isoformat()}


def moving(entry: Entry) -> Words | None:
    """Who moves from where to where, and how it stands; what was said of a refusal is read on its page."""
    found = transfer_of(entry)
    return {"name": found.name, "route": route_words(found), "state": found.state} if found else None


def pairing(entry: Entry) -> Words | None:
    """Which branch, and by when somebody should have been there."""
    found = pairing_of(entry)
    return {"unit": found.unit.name, "due_on": str(entry.data.get("due_on", ""))} if found is not None else None


def no_word(entry: Entry) -> Words:
    """That there is something to read; what it is stands on its page and nowhere else."""
    return {}


def year_of(entry: Entry) -> Words:
    """Whose report, of which year."""
    unit = Unit.objects.filter(tenant_id=entry.tenant_id, pk=entry.unit_id).first()
    return {"title": unit.name if unit else "", "year": entry.data.get("year", 0)}


def plain(entry: Entry) -> Words:
    """What the entry itself holds of plain words."""
    return {name: value for name, value in entry.data.items() if name in ("month", "label", "reason")}


MOVES = ("ask", "issue", "renew", "route", "receive", "enter_slip", "refuse", "uphold", "overrule", "recall", "urge")

RULES: dict[str, Rule] = {
    "activities.notify": Rule(Kind.MEETING, expected, meeting),
    "activities.update": Rule(Kind.MEETING, expected, moved),
    "activities.cancel": Rule(Kind.MEETING, expected, dropped),
    "activities.waive_activity": Rule(Kind.MEETING, expected, dropped),
    "activities.reinstate": Rule(Kind.MEETING, expected, back_on),
    "activities.hand_roll": Rule(Kind.RECORDER, person_named, meeting),
    "activities.answer": Rule(Kind.LEAVE, leave_side, leave),
    "norms.waive": Rule(Kind.DUTY, keepers, duty),
    "norms.withdraw_waiver": Rule(Kind.DUTY, keepers, duty),
    "people.appoint": Rule(Kind.OFFICE, post_holder, post),
    "people.leave_post": Rule(Kind.OFFICE, post_holder, post),
    "orgs.grant": Rule(Kind.OFFICE, account_named, granted_by_hand),
    "orgs.revoke": Rule(Kind.OFFICE, account_named, granted_by_hand),
    "people.object_to": Rule(Kind.OBJECTION, keepers, objection),
    "people.answer_objection": Rule(Kind.OBJECTION, objector, objection),
    "changes.carry_out": Rule(Kind.OFFICE, whoever_confirmed, plain),
    "changes.carry_out_failed": Rule(Kind.OFFICE, account_named, plain),
    "handovers.begin": Rule(Kind.OFFICE, both_sides, handover),
    "handovers.give": Rule(Kind.OFFICE, taker, handover),
    "handovers.take": Rule(Kind.OFFICE, person_named, handover),
    "approvals.ask": Rule(Kind.APPROVAL, second_persons, asked),
    "approvals.approve": Rule(Kind.APPROVAL, account_named, asked),
    "approvals.refuse": Rule(Kind.APPROVAL, account_named, asked),
    "oversight.alert_reveals": Rule(Kind.SECURITY, security_officers, reveals),
    "notices.remind": Rule(Kind.REMINDER, keepers, reminder),
    "matters.publish": Rule(Kind.MATTER, owners, matter),
    "matters.split": Rule(Kind.MATTER, part_owners, matter),
    "matters.request_close": Rule(Kind.MATTER, checkers, matter),
    "matters.extend": Rule(Kind.MATTER, checkers, matter),
    "matters.answer_extension": Rule(Kind.MATTER, owners, matter),
    "matters.close": Rule(Kind.MATTER, owners, matter),
    "matters.send_back": Rule(Kind.MATTER, owners, matter),
    "matters.reopen": Rule(Kind.MATTER, owners, matter),
    "matters.inquire": Rule(Kind.MATTER, owners, matter),
    "matters.urge": Rule(Kind.MATTER, owners, matter),
    "matters.hand_over": Rule(Kind.MATTER, owners, matter),
    "matters.remind_due": Rule(Kind.MATTER, owners_or_superior, matter),
    "inspections.submit": Rule(Kind.INSPECTION, keepers, visit),
    "inspections.confirm": Rule(Kind.INSPECTION, inspector, visit),
    "guidance.remind": Rule(Kind.GUIDANCE, guide, pairing),
    **{f"transfers.{step}": Rule(Kind.TRANSFER, those_whose_turn, moving) for step in MOVES},
    "integrity.enter_ruling": Rule(Kind.OFFICE, subject, no_word),
    "integrity.revoke_ruling": Rule(Kind.OFFICE, subject, no_word),
    "integrity.answer_appeal": Rule(Kind.OFFICE, subject, no_word),
    "integrity.appeal": Rule(Kind.OFFICE, ruling_keepers, no_word),
    "thematic.send_report": Rule(Kind.MATTER, superiors, year_of),
    "thematic.receive_report": Rule(Kind.MATTER, keepers, year_of),
    "reports.make_month_reports": Rule(Kind.REPORT, all_heads, plain),
}

FRESH = dt.timedelta(days=7)
"""What happened longer ago is no news: nobody is told of it any more."""
