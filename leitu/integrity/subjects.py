"""Whom a ruling is about, as a key that is sealed and as a blind index that finds it again."""

from typing import Any

from leitu.core.actor import Actor
from leitu.core.clock import today
from leitu.core.crypto import provider
from leitu.integrity.lists import PERSON, UNIT
from leitu.orgs.models import Unit, valid_on
from leitu.people.models import Person, Post

HEADS = (Post.Title.SECRETARY, Post.Title.DEPUTY_SECRETARY)
"""Who speaks for a unit that a ruling is about."""


def key_of(subject: Person | Unit) -> str:
    """``person:12`` or ``unit:7``."""
    return f"{UNIT if isinstance(subject, Unit) else PERSON}:{subject.pk}"


def index_of(key: str) -> str:
    """The blind index of such a key: who has only the database cannot tell whom it means."""
    return provider().blind_index(key, "integrity.subject")


def found(tenant_id: int, key: str) -> Person | Unit | None:
    """The person or unit that the key means."""
    kind, _separator, pk = key.partition(":")
    model: Any = Unit if kind == UNIT else Person
    row: Person | Unit | None = model.objects.filter(tenant_id=tenant_id, pk=int(pk)).first()
    return row


def headed_by(actor: Actor) -> list[int]:
    """Keys of the units that the actor heads today."""
    if not actor.person_id:
        return []
    posts = Post.objects.filter(
        valid_on(today()), tenant_id=actor.tenant_id, person_id=actor.person_id, title__in=HEADS
    )
    return list(posts.values_list("unit_id", flat=True))


def indexes_of(actor: Actor) -> list[str]:
    """The indexes of the actor himself and of the units that he heads."""
    if not actor.person_id:
        return []
    keys = [f"{PERSON}:{actor.person_id}", *(f"{UNIT}:{pk}" for pk in headed_by(actor))]
    return [index_of(key) for key in keys]
