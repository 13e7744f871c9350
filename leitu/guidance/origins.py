"""The things of this app that a matter can come from: the pairing on which it was promised, the case it belongs to."""

from leitu.core.actor import Actor
from leitu.guidance.models import Liaison, WeakUnitCase
from leitu.matters.sources import Source, key_of


def liaison_source(actor: Actor, key: str) -> Source | None:
    """A pairing of a person with a branch."""
    pk = key_of(key)
    rows = Liaison.objects.visible_to(actor).select_related("unit", "person")
    found = rows.filter(pk=pk).first() if pk is not None else None
    return Source("liaison", key, found.unit, str(found), found.get_absolute_url()) if found is not None else None


def case_source(actor: Actor, key: str) -> Source | None:
    """A weak branch on its way out of being one: its measures are matters."""
    pk = key_of(key)
    rows = WeakUnitCase.objects.visible_to(actor).select_related("unit")
    found = rows.filter(pk=pk).first() if pk is not None else None
    if found is None:
        return None
    return Source("weak_case", key, found.unit, found.reason[:200], found.get_absolute_url())
