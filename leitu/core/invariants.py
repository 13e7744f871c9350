"""Checks that must find nothing: each app registers its own, one command and one nightly job run them all."""

from collections.abc import Callable, Iterator
from typing import Any

Check = Callable[[int], Iterator[dict[str, Any]]]
_checks: dict[str, Check] = {}


def register_check(name: str, check: Check) -> None:
    """Register ``check(tenant_id)``, which yields one JSON-ready dict per broken invariant. From ``apps.py``."""
    _checks[name] = check


def broken(tenant_id: int) -> Iterator[dict[str, Any]]:
    """Everything that is wrong in a tenant."""
    for name, check in sorted(_checks.items()):
        for found in check(tenant_id):
            yield {"invariant": name, **found}
