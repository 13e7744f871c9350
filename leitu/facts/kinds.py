"""The kinds of facts: small integers declared in code, each with a name and a unit of measure."""

from dataclasses import dataclass

from django.core.exceptions import ImproperlyConfigured
from django.utils.functional import Promise


@dataclass(frozen=True)
class FactKind:
    """``number`` is what the table stores and never changes; ``code`` is what norms and people write."""

    number: int
    code: str
    name: str | Promise
    measure: str | Promise

    def __str__(self) -> str:
        return str(self.name)


_by_code: dict[str, FactKind] = {}
_by_number: dict[int, FactKind] = {}


def register(*kinds: FactKind) -> None:
    """Declare kinds; called from ``apps.py``. Raises ImproperlyConfigured when a number or code is taken."""
    for kind in kinds:
        for known in (_by_code.get(kind.code), _by_number.get(kind.number)):
            if known is not None and known != kind:
                raise ImproperlyConfigured(f"fact kind {kind.code}/{kind.number} is taken by {known.code}")
        _by_code[kind.code] = _by_number[kind.number] = kind


def kind(code: str) -> FactKind:
    """The kind with that code. Raises KeyError."""
    return _by_code[code]


def kind_of_number(number: int) -> FactKind:
    """The kind with that number. Raises KeyError."""
    return _by_number[number]


def codes() -> set[str]:
    """All declared codes."""
    return set(_by_code)
