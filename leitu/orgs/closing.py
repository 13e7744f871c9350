"""What a unit leaves behind when it is dissolved: each floor above says what becomes of its things."""

from collections.abc import Callable

from leitu.core.actor import Actor
from leitu.orgs.models import Unit

Heir = Callable[[Actor, Unit, Unit], None]
_heirs: list[Heir] = []


def on_close(heir: Heir) -> None:
    """Register ``heir(actor, unit, superior)``; called from ``apps.py``. It runs in the transaction that dissolves."""
    if heir not in _heirs:
        _heirs.append(heir)


def pass_on(actor: Actor, unit: Unit, superior: Unit) -> None:
    """Give everything that ``unit`` leaves behind to its superior."""
    for heir in _heirs:
        heir(actor, unit, superior)
