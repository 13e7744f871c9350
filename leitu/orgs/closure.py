"""Compute the closure of the tree from its placements. Pure: rows in, rows out."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


class Stay(NamedTuple):
    """``unit`` stands under ``parent`` (None: the root) on the days since ≤ day < until."""

    unit: int
    parent: int | None
    since: dt.date
    until: dt.date


class Link(NamedTuple):
    ancestor: int
    descendant: int
    depth: int
    since: dt.date
    until: dt.date


def closure(stays: Iterable[Stay], above: Mapping[int, list[Link]] | None = None) -> list[Link]:
    """All links of the units in ``stays``, with the intervals in which they hold.

    ``above`` gives the links of parents that are not in ``stays`` themselves. A unit may have stood below another
    and later above it; a circle on one and the same day raises ValidationError.
    """
    by_unit: dict[int, list[Stay]] = defaultdict(list)
    for stay in stays:
        by_unit[stay.unit].append(stay)
    return [link for unit in by_unit for link in _merge(_climb(unit, by_unit, above or {}))]


def _climb(unit: int, by_unit: Mapping[int, list[Stay]], above: Mapping[int, list[Link]]) -> Iterator[Link]:
    """Walk up from ``unit`` through every interval, a stack instead of recursion, for trees of any depth."""
    stack = [(unit, 0, dt.date.min, dt.date.max)]
    while stack:
        at, depth, since, until = stack.pop()
        if depth and (at == unit or depth > len(by_unit)):
            raise ValidationError(_("上下级关系成环：一个党组织不能在自己的下级之下。"), code="circle")
        if depth:
            yield Link(at, unit, depth, since, until)
        for stay in by_unit.get(at, ()):
            low, high = max(since, stay.since), min(until, stay.until)
            if low >= high:
                continue
            if not depth:
                yield Link(unit, unit, 0, low, high)
            if stay.parent is not None:
                stack.append((stay.parent, depth + 1, low, high))
        for up in above.get(at, ()) if at not in by_unit else ():
            low, high = max(since, up.since), min(until, up.until)
            if up.depth and low < high:
                yield Link(up.ancestor, unit, depth + up.depth, low, high)


def _merge(links: Iterable[Link]) -> list[Link]:
    """Join intervals of equal links that touch, so that a move under the same ancestor leaves one link to it."""
    merged: list[Link] = []
    for link in sorted(links):
        last = merged[-1] if merged else None
        if last and last[:3] == link[:3] and last.until >= link.since:
            merged[-1] = last._replace(until=max(last.until, link.until))
        else:
            merged.append(link)
    return merged
