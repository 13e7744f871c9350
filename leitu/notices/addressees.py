"""Whom an entry concerns: accounts, by what they hold now."""

from collections.abc import Iterable
from typing import Any

from leitu.accounts.models import User
from leitu.activities import queries as activities
from leitu.activities.policies import HOLD
from leitu.approvals.policies import barred
from leitu.audit.models import Entry
from leitu.core.clock import today
from leitu.inspections.models import Inspection
from leitu.integrity.models import Ruling
from leitu.integrity.policies import KEEP as KEEP_RULINGS
from leitu.integrity.subjects import HEADS as SPEAKERS
from leitu.integrity.subjects import found as subject_of
from leitu.matters.models import Matter
from leitu.matters.policies import REVIEW
from leitu.notices.about import activity_of, ask_of, matter_of, pairing_of, transfer_of
from leitu.orgs.access import who_may
from leitu.orgs.kinds import branch_kinds
from leitu.orgs.models import Grant, Unit, valid_on
from leitu.orgs.policies import SECURE_ACCOUNTS
from leitu.people.models import Objection, Person, Post
from leitu.transfers.models import Transfer
from leitu.transfers.policies import ISSUE

HEADS = (Post.Title.SECRETARY, Post.Title.DEPUTY_SECRETARY, Post.Title.GROUP_LEADER)

Users = Iterable[int]


def accounts_of(tenant_id: int, person_ids: Iterable[int]) -> list[int]:
    """The accounts of persons, as far as they have entered one."""
    rows = Person.objects.filter(tenant_id=tenant_id, pk__in=list(person_ids), account__is_active=True)
    return list(rows.values_list("account_id", flat=True))


def expected(entry: Entry) -> Users:
    """Whoever is expected at the activity."""
    activity = activity_of(entry)
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
        activity = activity_of(entry)
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
    ask = ask_of(entry)
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
    matter = matter_of(entry)
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
    matter = matter_of(entry)
    unit = matter.reviewer_unit if matter is not None else None
    if unit is None:
        return []
    return working_at(unit, REVIEW)


def those_whose_turn(entry: Entry) -> Users:
    """Who has to act on a transfer now: who issues, who heads the receiving unit, who judges; once it is over, both ends
    and the member himself."""
    found = transfer_of(entry)
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


def inspector(entry: Entry) -> Users:
    """Whoever made the visit, when the unit wrote a word of its own; a bare confirmation is no news."""
    rows = Inspection.objects.filter(tenant_id=entry.tenant_id, pk=entry.object_id).exclude(remark="")
    return User.objects.filter(pk__in=rows.values("by"), is_active=True).values_list("pk", flat=True)


def guide(entry: Entry) -> Users:
    """Whoever looks after the branch."""
    found = pairing_of(entry)
    return accounts_of(entry.tenant_id, [found.person_id]) if found is not None else []
