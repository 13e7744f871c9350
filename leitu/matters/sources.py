"""What a matter comes from and what proves it, without knowing what it is: apps above and beside register their things.

A link is a kind and a key (``activity``, ``12``). What it is called is kept with the matter: the words stay when the
thing goes.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from leitu.core.actor import Actor
from leitu.orgs.models import Unit

LONGEST_KEY = 120


@dataclass(frozen=True)
class Source:
    """A thing that matters are linked to. ``unit``: whose it is; ``norm``: the code of the rule that it is about."""

    kind: str
    key: str
    unit: Unit
    text: str
    href: str
    norm: str = ""

    @property
    def ref(self) -> str:
        """As addresses and forms carry it."""
        return f"{self.kind}:{self.key}"


Resolve = Callable[[Actor, str], Source | None]
Offer = Callable[[Actor, Unit, dt.date], Iterable[Source]]
_resolvers: dict[str, Resolve] = {}
_offers: dict[str, Offer] = {}


def register_source(kind: str, resolve: Resolve, offer: Offer | None = None) -> None:
    """Declare a kind of thing; called from ``apps.py``. ``resolve`` gives None for what ``actor`` may not see;
    ``offer(actor, unit, since)`` names the things of a unit since a day that may prove something.
    """
    _resolvers[kind] = resolve
    if offer is not None:
        _offers[kind] = offer


@dataclass(frozen=True)
class Name:
    """How a thing is named as a source: its kind, its key, and the unit it stands at (0: none)."""

    kind: str
    key: Callable[[Any], str]
    unit_id: Callable[[Any], int]


_names: dict[type, Name] = {}


def register_name(
    model: type,
    kind: str,
    *,
    key: Callable[[Any], str] = lambda thing: str(thing.pk),
    unit_id: Callable[[Any], int] = lambda thing: int(thing.unit_id),
) -> None:
    """Say how things of ``model`` are named as sources of ``kind``; pages about them then offer to note a problem."""
    _names[model] = Name(kind, key, unit_id)


def named() -> dict[type, str]:
    """The kinds of source by the model of whose things they are."""
    return {model: name.kind for model, name in _names.items()}


def name_of(thing: Any) -> tuple[str, int] | None:
    """What an address calls a thing (``activity:12``), and the key of its unit; None for what is no source."""
    name = _names.get(type(thing))
    unit_id = name.unit_id(thing) if name is not None else 0
    return (f"{name.kind}:{name.key(thing)}", unit_id) if name is not None and unit_id else None


def find(actor: Actor, kind: str, key: str) -> Source | None:
    """The thing that is meant, as far as ``actor`` sees it."""
    resolve = _resolvers.get(kind)
    return resolve(actor, key) if resolve is not None and key and len(key) <= LONGEST_KEY else None


def read(actor: Actor, ref: str) -> Source | None:
    """The thing that an address names (``activity:12``)."""
    kind, _colon, key = ref.partition(":")
    return find(actor, kind, key)


def offered(actor: Actor, unit: Unit, since: dt.date) -> list[Source]:
    """Everything on record at a unit since a day that may prove something."""
    return [source for offer in _offers.values() for source in offer(actor, unit, since)]


def key_of(text: str) -> int | None:
    """The key of a row; None for what is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
