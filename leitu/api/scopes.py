"""How far an API token reaches: everything or one area, to look or to act as well, or only the calendar."""

import re
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

READ, WRITE, CALENDAR = "read", "write", "calendar"
SHAPE = re.compile(r"(read|write|calendar|[a-z_]{2,20}\.(read|write))")

_areas: dict[str, Any] = {}


def offer_area(name: str, label: Any) -> None:
    """Register an app that has endpoints, called from its ``apps.py``; ``label`` is what people call it."""
    _areas[name] = label


def areas() -> dict[str, Any]:
    """The areas that a token can be confined to, name to label."""
    return dict(_areas)


def is_scope(word: str) -> bool:
    """Whether the word is a scope at all: of everything, of an area that exists, or the calendar."""
    area = word.rpartition(".")[0]
    return SHAPE.fullmatch(word) is not None and (not area or area in _areas)


def reaches(scopes: Iterable[str], area: str, *, writes: bool) -> bool:
    """Whether a token with these scopes may look at an area, or (``writes``) act in it; who may act may look."""
    held = set(scopes)
    wanted = {WRITE, f"{area}.{WRITE}"} if writes else {READ, WRITE, f"{area}.{READ}", f"{area}.{WRITE}"}
    return not held.isdisjoint(wanted)


def describe(scopes: Iterable[str]) -> str:
    """The scopes in words, for the list of one's tokens."""
    return _("；").join(_said(scope) for scope in scopes)


def _said(scope: str) -> str:
    area, _dot, act = scope.rpartition(".")
    if act == CALENDAR:
        return _("订阅日历")
    label = _areas.get(area) if area else None
    words = _("能看能办") if act == WRITE else _("只能看")
    if not area:
        return _("全部内容：%(words)s") % {"words": words}
    return _("%(area)s：%(words)s") % {"area": label or area, "words": words}
