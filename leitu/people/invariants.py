"""What must always be true of the register."""

from collections.abc import Iterator
from typing import Any

from django.db.models import F, Q

from leitu.core.crypto import Undecryptable
from leitu.core.periods import FOREVER
from leitu.orgs.invariants import found_by_name
from leitu.orgs.kinds import branch_kinds
from leitu.orgs.models import Grant
from leitu.people.actions.persons import SEALED, id_number_index
from leitu.people.models import Membership, Objection, Person, PersonToken, Post


def sealed_fields_open(tenant_id: int) -> Iterator[dict[str, Any]]:
    """Every sealed field opens at its place, and the blind index is that of the number."""
    for person in Person.objects.filter(tenant_id=tenant_id).iterator(chunk_size=2000):
        try:
            values = {name: person.unseal(name) for name in SEALED}
        except Undecryptable as problem:
            yield {"problem": "sealed field does not open", "person": person.pk, "detail": str(problem)}
            continue
        wanted = id_number_index(values["id_number"]) if values["id_number"] else None
        if wanted != person.id_number_index:
            yield {"problem": "blind index differs", "person": person.pk}


def persons_are_found(tenant_id: int) -> Iterator[dict[str, Any]]:
    """What finds a person is what the name says."""
    yield from found_by_name(PersonToken, Person.objects.filter(tenant_id=tenant_id))


def objections_open(tenant_id: int) -> Iterator[dict[str, Any]]:
    """What members wrote, and were answered, opens at its place; what is settled says how."""
    for one in Objection.objects.filter(tenant_id=tenant_id).iterator(chunk_size=2000):
        try:
            said = one.text, one.answer
        except Undecryptable as problem:
            yield {"problem": "sealed field does not open", "objection": one.pk, "detail": str(problem)}
            continue
        if not said[0] or bool(one.outcome) != bool(said[1]):
            yield {"problem": "objection without its words", "objection": one.pk}


def memberships_fit(tenant_id: int) -> Iterator[dict[str, Any]]:
    """Members are in branches, groups are groups of that branch, intervals are not empty backwards or overlapping."""
    rows = Membership.objects.filter(tenant_id=tenant_id)
    for row in rows.exclude(unit__kind__in=branch_kinds()):
        yield {"problem": "member outside a branch", "membership": row.pk}
    for row in rows.filter(group__isnull=False).exclude(group__parent=F("unit")).filter(until=FOREVER):
        yield {"problem": "group of another branch", "membership": row.pk}
    for row in rows.filter(until__lt=F("since")):
        yield {"problem": "ends before it begins", "membership": row.pk}
    overlapping = rows.filter(
        Q(person__memberships__since__lt=F("until"), person__memberships__until__gt=F("since")),
        ~Q(person__memberships__pk=F("pk")),
    )
    for row in overlapping.distinct():
        yield {"problem": "two branches at once", "membership": row.pk}


def post_grants_follow(tenant_id: int) -> Iterator[dict[str, Any]]:
    """A grant that came from a post is open only while the post is."""
    posts = {
        f"post:{pk}" for pk in Post.objects.filter(tenant_id=tenant_id, until=FOREVER).values_list("pk", flat=True)
    }
    grants = Grant.objects.filter(tenant_id=tenant_id, until=FOREVER, source__startswith="post:")
    for grant in grants:
        if grant.source not in posts:
            yield {"problem": "grant outlives its post", "grant": grant.pk}
