"""Every table that points at a person, whichever app it is of: read from the models, so that none is forgotten."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Model

from leitu.duplicates.models import Distinct, Merge
from leitu.people.models import Person, PersonToken

OWN = (PersonToken, Merge, Distinct)
"""What a person is found by, and what was decided about him: these stay where they are."""


def relations() -> Iterator[tuple[type[Model], str]]:
    """(model, name of the foreign key) of every row that belongs to a person."""
    for relation in Person._meta.get_fields(include_hidden=True):
        model = getattr(relation, "related_model", None)
        if not relation.auto_created or relation.concrete or not isinstance(model, type) or model in OWN:
            continue
        yield model, relation.field.name  # type: ignore[union-attr]


def counts(person: Person) -> list[tuple[str, int]]:
    """What would move, in words: (会议参加情况, 31)."""
    found: dict[str, int] = {}
    for model, field in relations():
        rows: Any = model._default_manager.filter(**{field: person})
        if count := rows.count():
            label = str(model._meta.verbose_name)
            found[label] = found.get(label, 0) + count
    return sorted(found.items())
