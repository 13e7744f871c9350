"""The words that names are found by, kept beside the names; part of the actions that give a name, never one alone."""

from collections.abc import Iterable, Iterator
from typing import Any

from leitu.core import bulk
from leitu.core.order import tokens
from leitu.orgs.models import NameToken

BATCH = 500
Named = tuple[int, int, str]
"""Tenant, key and name of a unit or a person."""


def name_new(model: type[NameToken], named: Iterable[Any]) -> None:
    """Make the tokens of saved units or persons that have none yet."""
    bulk.load(model, rows((one.tenant_id, one.pk, one.name) for one in named), columns(model))


def name_again(model: type[NameToken], named: list[Any]) -> None:
    """Make the tokens of units or persons of one tenant those of their names of now."""
    for start in range(0, len(named), BATCH):
        part = named[start : start + BATCH]
        old = {"tenant_id": part[0].tenant_id, f"{model.of}_id__in": [one.pk for one in part]}
        model._default_manager.filter(**old).delete()
        name_new(model, part)


def columns(model: type[NameToken]) -> tuple[str, str, str]:
    """What ``rows`` gives, in its order."""
    return "tenant_id", f"{model.of}_id", "token"


def rows(named: Iterable[Named]) -> Iterator[tuple[int, int, bytes]]:
    """The tokens of these names as rows to load."""
    for tenant, key, name in named:
        for token in tokens(name):
            yield tenant, key, token.encode()
