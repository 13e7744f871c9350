"""Bodies from the forms of the pages: what may be typed is said once, and a page and an endpoint mean the same by it.

``body("RenameBody", forms.RenameForm)`` is a strict schema with the fields of the form; ``clean(forms.RenameForm, data)``
lets the form itself judge what came.
"""

from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal, cast

from django import forms
from django.core.exceptions import ValidationError
from pydantic import BaseModel, Field, create_model

from leitu.api.schema import Asked, Clock, Day, Id, In, Version

LONGEST_TEXT = 200_000


def _words(choices: Iterable[Any]) -> list[str]:
    """The values of a static list of choices, groups opened, the blank one left out."""
    found: list[str] = []
    for value, label in choices:
        if isinstance(label, list | tuple):
            found += _words(label)
        elif value not in ("", None):
            found.append(str(value))
    return found


def _type_of(field: forms.Field) -> Any:
    """The JSON type of a form's field."""
    if isinstance(field, forms.ModelMultipleChoiceField):
        return list[Id]
    if isinstance(field, forms.ModelChoiceField):
        return Id
    if isinstance(field, forms.ChoiceField):
        words = _words(cast(Any, field.choices))
        one: Any = Literal[tuple(words)] if words else Annotated[str, Field(min_length=1, max_length=100)]
        return Annotated[list[one], Field(max_length=100)] if isinstance(field, forms.MultipleChoiceField) else one
    if isinstance(field, forms.DateField):
        return Day
    if isinstance(field, forms.TimeField):
        return Clock
    if isinstance(field, forms.IntegerField):
        least = -(2**63) if field.min_value is None else int(cast(int, field.min_value))
        most = 2**63 - 1 if field.max_value is None else int(cast(int, field.max_value))
        return Annotated[int, Field(ge=least, le=most)]
    if isinstance(field, forms.BooleanField):
        return bool
    if isinstance(field, forms.CharField):
        return Annotated[str, Field(min_length=1 if field.required else 0, max_length=field.max_length or LONGEST_TEXT)]
    raise TypeError(f"no JSON type for {type(field).__name__}")


def _fields_of(form: type[Any], without: Iterable[str], more: Mapping[str, Any], all_optional: bool) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, field in form.base_fields.items():
        if name in without or name in more:
            continue
        kind = _type_of(field)
        is_needed = field.required and not all_optional and field.initial is None
        found[name] = (kind, ...) if is_needed else (kind | None, None)
    return found | dict(more)


def body(
    name: str,
    form: type[Any],
    *,
    version: bool = False,
    without: Iterable[str] = (),
    more: Mapping[str, Any] | None = None,
    all_optional: bool = False,
) -> Any:
    """A strict schema called ``name`` with the fields of ``form``.

    ``version``: of the object as it was read, required. ``more``: fields that the form only has in use, or of another
    type, as pydantic writes them (``(Id | None, None)``). ``all_optional``: what is not given stays as it is.
    """
    fields = _fields_of(form, without, more or {}, all_optional)
    if version:
        fields["version"] = (Version, ...)
    return create_model(name, __base__=In, **fields)


def question(name: str, form: type[Any] | None = None, **more: Any) -> Any:
    """What a list may be asked: its filter form, the page, and ``more`` (``q``, ``sort``)."""
    fields = _fields_of(form, (), more, True) if form is not None else dict(more)
    return create_model(name, __base__=Asked, **fields)


Q = (Annotated[str, Field(max_length=100)] | None, None)
"""The search of a list."""


def order(*names: str) -> Any:
    """The orders of a list, the first one by default."""
    return (Literal[names], names[0])


def given(data: BaseModel) -> dict[str, Any]:
    """What was said, without what was left out."""
    return {name: value for name, value in data if name in data.model_fields_set}


def _typed(form: type[Any], data: BaseModel, start: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """The body as the form takes it: what was left out as the form begins, blank for null, a line for each of a list."""
    found = {name: field.initial for name, field in form.base_fields.items() if field.initial is not None}
    found = {name: value() if callable(value) else value for name, value in found.items()} | dict(start)
    for name, value in given(data).items():
        is_text = isinstance(value, list) and not isinstance(form.base_fields.get(name), forms.MultipleChoiceField)
        found[name] = "" if value is None else "\n".join(map(str, value)) if is_text else value
    return found | dict(over)


def clean(form: type[Any], data: BaseModel, *, partial: bool = False, **more: Any) -> dict[str, Any]:
    """The form's clean values; ``partial``: only of what was said. Otherwise as ``filled``."""
    values: dict[str, Any] = filled(form, data, **more).cleaned_data
    return {name: value for name, value in values.items() if not partial or name in data.model_fields_set}


def filled(
    form: type[Any],
    data: BaseModel,
    *,
    start: Mapping[str, Any] | None = None,
    over: Mapping[str, Any] | None = None,
    **more: Any,
) -> Any:
    """The form with the body in it, judged.

    ``start``: what it is filled with where nothing was said; ``over``: what stands in the place of what was said (a key
    for a code); ``more`` is what the form is made with. Raises ValidationError with what the page would show.
    """
    made = form(_typed(form, data, start or {}, over or {}), **more)
    if not made.is_valid():
        raise ValidationError({name: list(found) for name, found in made.errors.items()})
    return made
