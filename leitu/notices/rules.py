"""Which entries are told to whom: one table. Everything that reacts to what people do stands in it and nowhere else."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from leitu.accounts.models import User
from leitu.activities import queries as activities
from leitu.activities.models import Activity
from leitu.activities.policies import HOLD
from leitu.approvals.models import Ask
from leitu.approvals.policies import barred
from leitu.audit.models import Entry
from leitu.core.clock import today
from leitu.guidance.models import Liaison
from leitu.handovers.models import Handover
from leitu.inspections.models import Inspection
from leitu.integrity.models import Ruling
from leitu.integrity.policies import KEEP as KEEP_RULINGS
from leitu.integrity.subjects import HEADS as SPEAKERS
from leitu.integrity.subjects import found as subject_of
from leitu.matters.models import Matter
from leitu.matters.policies import REVIEW
from leitu.norms.models import Waiver
from leitu.norms.queries import titles
from leitu.notices.models import Kind, Reminder
from leitu.orgs.access import who_may
from leitu.orgs.kinds import branch_kinds
from leitu.orgs.models import Grant, Role, Unit, valid_on
from leitu.orgs.policies import SECURE_ACCOUNTS
from leitu.people.models import Objection, Person, Post
from leitu.transfers.models import Transfer
from leitu.transfers.policies import ISSUE
from leitu.transfers.wording import route_words

HEADS = (Post.Title.SECRETARY, Post.Title.DEPUTY_SECRETARY, Post.Title.GROUP_LEADER)
MOVING = ("on", "starts_at", "place")
"""Changes of a notified activity that those who come must know."""

Users = Iterable[int]
Words = dict[str, Any]


@dataclass(frozen=True)
class Rule:
    """``who`` gives the accounts, ``words`` what the sentence needs; None from either: nobody is told."""

    kind: Kind
    who: Callable[[Entry], Users]
    words: Callable[[Entry], Words | None]


# Who.


def accounts_of(tenant_id: int, person_ids: Iterable[int]) -> list[int]:
    """The accounts of persons, as far as they have entered one."""
    rows = Person.objects.filter(tenant_id=tenant_id, pk__in=list(person_ids), account__is_active=True)
    return list(rows.values_list("account_id", flat=True))


def expected(entry: Entry) -> Users:
    """Whoever is expected at the activity."""
    activity = _activity(entry)
    return accounts_of(entry.tenant_id, [one.person_id for one in activities.expected(activity)]) if activity else []


def person_named(entry: Entry) -> Users:
    """The person whose key the entry holds."""
    return accounts_of(entry.tenant_id, [int(entry.data.get("person") or 0)])


def keepers(entry: Entry) -> Users:
    """Who heads the unit of the entry."""
    return heads_of(entry.tenant_id, entry.unit_id)


def heads_of(tenant_id: int, unit_id: int) -> list[int]:
    """The accounts of a unit's secretary and deputy, a group's leader; failing that of whoever organises its life."""
    posts = Post.objects.filter(valid_on(today()), tenant_id=tenant_id, unit_id=unit_id, title__in=HEADS)
    found = accounts_of(tenant_id, posts.filter(person_id__isnull=False).values_list("person_id", flat=True))
    if not found and (unit := Unit.objects.filter(tenant_id=tenant_id, pk=unit_id).first()):
        found = who_may(HOLD, unit)
    return found


def leave_side(entry: Entry) -> Users:
    """Leave that a member asked for himself is told to whoever keeps the roll; what was put down for him, to him."""
    if entry.actor_id in (oneself := list(person_named(entry))):
        activity = _activity(entry)
        recorder = accounts_of(entry.tenant_id, [activity.recorder_id or 0]) if activity else []
        return recorder or list(keepers(entry))
    return oneself


def post_holder(entry: Entry) -> Users:
    """Whoever took up or left the post."""
    post = Post.objects.filter(tenant_id=entry.tenant_id, pk=entry.object_id).first()
    return accounts_of(entry.tenant_id, [post.person_id or 0]) if post else []


def account_named(entry: Entry) -> Users:
    """The account whose key the entry holds."""
    named = User.objects.filter(tenant_id=entry.tenant_id, pk=int(entry.data.get("user") or 0), is_active=True)
    return list(named.values_list("pk", flat=True))


def whoever_confirmed(entry: Entry) -> Users:
    """Whoever had a change of the tree carried out by the job; nobody, when he did it himself."""
    return account_named(entry) if not entry.actor_id else []


def taker(entry: Entry) -> Users:
    """Whoever takes the post over."""
    return accounts_of(entry.tenant_id, [int(entry.data.get("taker") or 0)])


def both_sides(entry: Entry) -> Users:
    """Whoever hands a post over, and whoever takes it; not whom the other is, when he began it himself."""
    sides = [int(entry.data.get(name) or 0) for name in ("giver", "taker")]
    return [user for user in accounts_of(entry.tenant_id, sides) if user != entry.actor_id]


def objector(entry: Entry) -> Users:
    """Whoever made the objection."""
    row = Objection.objects.filter(tenant_id=entry.tenant_id, pk=entry.object_id).first()
    return accounts_of(entry.tenant_id, [row.person_id]) if row else []


def second_persons(entry: Entry) -> Users:
    """Whoever may approve what is asked for."""
    ask = _ask(entry)
    return set(ask.kind.right.holders(ask.tenant_id, ask.unit_id)) - barred(ask) if ask else []


def security_officers(entry: Entry) -> Users:
    """Whoever looks after the accounts of the whole tenant; never whom it is about."""
    return set(SECURE_ACCOUNTS.holders(entry.tenant_id, entry.unit_id)) - {int(entry.data.get("user") or 0)}


def all_heads(entry: Entry) -> Users:
    """The secretaries of all branches of the tenant."""
    posts = Post.objects.filter(
        valid_on(today()),
        tenant_id=entry.tenant_id,
        title__in=(Post.Title.SECRETARY, Post.Title.DEPUTY_SECRETARY),
        person__account__is_active=True,
        unit__kind__in=branch_kinds(),
    )
    return list(posts.values_list("person__account_id", flat=True).distinct())


def owners(entry: Entry) -> Users:
    """Who heads the unit that owns the matter now, and the person responsible."""
    matter = _matter(entry)
    if matter is None:
        return []
    return [*heads_of(entry.tenant_id, matter.unit_id), *accounts_of(entry.tenant_id, [matter.person_id or 0])]


def part_owners(entry: Entry) -> Users:
    """Who heads the units that were given a part."""
    parts = Matter.objects.filter(tenant_id=entry.tenant_id, pk__in=entry.data.get("parts", []))
    return [user for unit_id in parts.values_list("unit_id", flat=True) for user in heads_of(entry.tenant_id, unit_id)]


def owners_or_superior(entry: Entry) -> Users:
    """The owner's side; at the last stage those who check instead, who stand above it."""
    return checkers(entry) if entry.data.get("superior") else owners(entry)


def checkers(entry: Entry) -> Users:
    """Who checks at the unit that checks: those who work there, failing that whoever may from above."""
    matter = _matter(entry)
    unit = matter.reviewer_unit if matter is not None else None
    if unit is None:
        return []
    return working_at(unit, REVIEW)


def _transfer(entry: Entry) -> Transfer | None:
    rows = Transfer.objects.filter(tenant_id=entry.tenant_id, pk=entry.object_id)
    return rows.select_related("unit", "issuer", "judge").first()


def those_whose_turn(entry: Entry) -> Users:
    """Who has to act on a transfer now: who issues, who heads the receiving unit, who judges; once it is over, both ends
    and the member himself."""
    found = _transfer(entry)
    if found is None:
        return []
    if found.state == Transfer.State.ASKED and found.issuer is not None:
        return working_at(found.issuer, ISSUE)
    if found.state == Transfer.State.REFUSED and found.judge is not None:
        return working_at(found.judge, ISSUE)
    heads = heads_of(entry.tenant_id, found.unit_id) if is_branch(found) else working_at(found.unit, ISSUE)
    is_over = found.state == Transfer.State.RECEIVED
    return [*heads, *accounts_of(entry.tenant_id, [found.person_id or 0])] if is_over else heads


def is_branch(found: Transfer) -> bool:
    """Whether this end stands at a branch, and not at a committee that has yet to say which."""
    return found.unit.kind in branch_kinds()


def working_at(unit: Unit, right: Any) -> list[int]:
    """Who holds the right by working at the unit itself; failing that whoever holds it from above."""
    able = who_may(right, unit)
    here = Grant.objects.filter(valid_on(today()), tenant_id=unit.tenant_id, unit=unit, user_id__in=able)
    return sorted(set(here.values_list("user_id", flat=True))) or able


def subject(entry: Entry) -> Users:
    """Whom a ruling is about; for a unit, who speaks for it."""
    row = Ruling.objects.filter(tenant_id=entry.tenant_id, pk=entry.object_id).first()
    about = subject_of(row.tenant_id, row.unseal("subject")) if row is not None else None
    if isinstance(about, Unit):
        posts = Post.objects.filter(valid_on(today()), tenant_id=entry.tenant_id, unit=about, title__in=SPEAKERS)
        return accounts_of(entry.tenant_id, posts.filter(person__isnull=False).values_list("person_id", flat=True))
    return accounts_of(entry.tenant_id, [about.pk]) if about is not None else []


def ruling_keepers(entry: Entry) -> Users:
    """The discipline line of the unit that decided, and above it: whoever entered the ruling does not answer alone."""
    return KEEP_RULINGS.holders(entry.tenant_id, entry.unit_id)


def superiors(entry: Entry) -> Users:
    """Who checks at the unit to which a report was sent: those who work there, failing that whoever may from above."""
    unit = Unit.objects.filter(tenant_id=entry.tenant_id, pk=int(entry.data.get("superior") or 0)).first()
    return working_at(unit, REVIEW) if unit is not None else []


# Words.


def _activity(entry: Entry) -> Activity | None:
    rows = Activity.objects.filter(tenant_id=entry.tenant_id, pk=entry.object_id)
    return rows.select_related("kind", "unit").first()


def meeting(entry: Entry) -> Words | None:
    """When, where and what, as it stands now."""
    activity = _activity(entry)
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
    activity = _activity(entry)
    changed = [name for name in MOVING if name in entry.data.get("changed", {})]
    is_out = activity is not None and activity.state == Activity.State.NOTIFIED
    return meeting(entry) if is_out and changed else None


def dropped(entry: Entry) -> Words | None:
    """The same, when a notice was out and the day is not over: a plan that nobody knew needs no farewell."""
    activity = _activity(entry)
    was_out = activity is not None and activity.notified_at is not None
    return meeting(entry) if was_out and activity.on >= today() else None  # type: ignore[union-attr]


def back_on(entry: Entry) -> Words | None:
    """The same, when it was cancelled in error after its notice."""
    activity = _activity(entry)
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


def _ask(entry: Entry) -> Ask | None:
    return Ask.objects.filter(tenant_id=entry.tenant_id, pk=entry.object_id).first()


def asked(entry: Entry) -> Words | None:
    """What is asked for, by whom, and how it was answered."""
    ask = _ask(entry)
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


def _matter(entry: Entry) -> Matter | None:
    rows = Matter.objects.filter(tenant_id=entry.tenant_id, pk=entry.object_id)
    return rows.select_related("unit", "reviewer_unit").first()


def matter(entry: Entry) -> Words | None:
    """What it is about and its date; what was said of it is read on its page."""
    found = _matter(entry)
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
    found = _transfer(entry)
    return {"name": found.name, "route": route_words(found), "state": found.state} if found else None


def inspector(entry: Entry) -> Users:
    """Whoever made the visit, when the unit wrote a word of its own; a bare confirmation is no news."""
    rows = Inspection.objects.filter(tenant_id=entry.tenant_id, pk=entry.object_id).exclude(remark="")
    return User.objects.filter(pk__in=rows.values("by"), is_active=True).values_list("pk", flat=True)


def _pairing(entry: Entry) -> Liaison | None:
    rows = Liaison.objects.filter(valid_on(today()), tenant_id=entry.tenant_id, pk=entry.object_id)
    return rows.select_related("unit").first()


def guide(entry: Entry) -> Users:
    """Whoever looks after the branch."""
    found = _pairing(entry)
    return accounts_of(entry.tenant_id, [found.person_id]) if found is not None else []


def pairing(entry: Entry) -> Words | None:
    """Which branch, and by when somebody should have been there."""
    found = _pairing(entry)
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
