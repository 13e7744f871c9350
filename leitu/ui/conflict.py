"""What a reader needs to decide a conflict: his words, and the words that are there now."""

from typing import Any, NamedTuple

from django.forms import BoundField, Field, Form, PasswordInput
from django.http import QueryDict
from django.utils.translation import gettext as _

HIDDEN = "••••••"
PRIVATE = {"off", "one-time-code", "current-password", "new-password"}
"""What a field says with ``autocomplete`` when it must not stay on the device: it is not repeated on a page either."""


class Difference(NamedTuple):
    label: str
    now: str
    yours: str


def is_secret(field: Field) -> bool:
    """Whether what was typed into a field is never shown again: passwords, codes, identity numbers."""
    return isinstance(field.widget, PasswordInput) or field.widget.attrs.get("autocomplete") in PRIVATE


def shown(field: BoundField, value: Any) -> str:
    """A form value as the reader would recognise it: the words of a choice, yes or no, names of files."""
    if value in (None, "", []):
        return "—"
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, list | tuple):
        return "、".join(shown(field, one) for one in value)
    choices = getattr(field.field, "choices", None)
    if choices is not None:
        for key, label in choices:
            if str(key) == str(value):
                return str(label)
    return str(value)


def _seen(field: BoundField) -> str:
    value = field.value()
    return HIDDEN if is_secret(field.field) and value not in (None, "", []) else shown(field, value)


def differences(sent: Form, stored: Form) -> list[Difference]:
    """The fields in which the two forms differ, in order."""
    pairs = [(field, stored[field.name]) for field in sent.visible_fields()]
    return [
        Difference(str(field.label), _seen(other), _seen(field))
        for field, other in pairs
        if shown(field, field.value()) != shown(other, other.value())
    ]


def kept(sent: Form | None) -> list[tuple[str, str]]:
    """Everything that was typed and is no secret, as (label, text), to copy elsewhere."""
    if sent is None:
        return []
    return [
        (str(field.label), _seen(field))
        for field in sent.visible_fields()
        if field.value() not in (None, "", []) and not is_secret(field.field)
    ]


def kept_of_gone(form_class: type[Form] | None, sent: QueryDict) -> list[tuple[str, str]]:
    """The same when the object is gone, and with it the means to build its form."""
    fields = form_class.base_fields if form_class is not None else {}
    return [
        (str(field.label or name), "、".join(sent.getlist(name)))
        for name, field in fields.items()
        if sent.get(name) and not is_secret(field)
    ]
