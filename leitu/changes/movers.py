"""What goes along when a unit is merged, split or dissolved: each floor above says it of its own things.

A mover counts its things at units, foresees what of them goes and what ends, carries it out and takes it back. After
every change the counts are taken again: what was there before is there afterwards, or ended as was said.
"""

import datetime as dt
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import QuerySet

from leitu.core.actor import Actor
from leitu.orgs.models import Unit
from leitu.ui.parts import Text

Units = QuerySet[Any, Any] | Collection[int]
"""Keys of units."""
Trace = list[Any]
"""What a mover needs to take it back, as plain JSON."""


@dataclass(frozen=True)
class Passing:
    """``source`` gives to ``target`` from ``on`` on; everything, or what belongs to some ``persons`` and ``groups``.

    ``target`` is None while the unit that will receive is not there yet (the preview of a split).
    """

    source: Unit
    target: Unit | None
    on: dt.date
    is_whole: bool = True
    persons: frozenset[int] = frozenset()
    groups: frozenset[int] = frozenset()

    @property
    def both(self) -> list[int]:
        """The keys of giver and taker."""
        return [self.source.pk, *([self.target.pk] if self.target else [])]

    def taker(self) -> Unit:
        """Who receives, when it is there. Raises ValueError before."""
        if self.target is None:
            raise ValueError("the receiving unit is not founded yet")
        return self.target


class Share(NamedTuple):
    """Of what is counted at the source: how much goes to the target and how much ends; the rest stays."""

    goes: int
    ends: int = 0


@dataclass(frozen=True)
class Mover:
    """``order``: those that look at members run before those that move them. ``list_name``: the list behind the number.

    ``carry`` returns a trace, ``undo`` takes it back and raises WrongState when something has happened since.
    ``objections`` says why it cannot be on that day. What is not ``is_exact`` is an answer, not rows: it is shown, and not
    counted again afterwards. ``keys``: the relations to a unit that it sees to, as ``app.Model.field``.
    """

    code: str
    label: Text
    order: int
    count: Callable[[Units, dt.date], int]
    share: Callable[[Passing], Share]
    carry: Callable[[Actor, Passing], Trace]
    undo: Callable[[Actor, Passing, Trace], None]
    objections: Callable[[Passing], list[str]] = lambda passing: []
    list_name: str = ""
    is_exact: bool = True
    keys: tuple[str, ...] = ()


@dataclass(frozen=True)
class Advice:
    """What a rule says to what is planned; it hinders nobody."""

    text: str
    document: str
    article: str


_movers: dict[str, Mover] = {}
_advisers: list[Callable[[Passing], list[Advice]]] = []
_rolls: list[Callable[[Unit], list[tuple[str, str]]]] = []


def register_mover(mover: Mover) -> None:
    """Declare what goes along; called from ``apps.py``."""
    _movers[mover.code] = mover


def register_adviser(adviser: Callable[[Passing], list[Advice]]) -> None:
    """Declare what rules say of the sizes that come out; called from ``apps.py``."""
    if adviser not in _advisers:
        _advisers.append(adviser)


def register_roll(roll: Callable[[Unit], list[tuple[str, str]]]) -> None:
    """Declare who can be picked at a unit: keys of persons with their names; called from ``apps.py``."""
    _rolls[:] = [roll]


def roll_of(unit: Unit) -> list[tuple[str, str]]:
    """Whom a split may take along."""
    return [one for roll in _rolls for one in roll(unit)]


def movers() -> list[Mover]:
    """All movers in the order in which they run."""
    return sorted(_movers.values(), key=lambda mover: (mover.order, mover.code))


def advice_on(passing: Passing) -> list[Advice]:
    """What all advisers say."""
    return [one for adviser in _advisers for one in adviser(passing)]
