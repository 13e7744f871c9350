"""Form fields that every app uses: text without what nobody can see, names, dates."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from leitu.core import sentences, text
from leitu.core.clock import today
from leitu.core.idnumber import InvalidIdNumber, parse


class CleanChar(forms.CharField):
    """A line of text without what nobody can see."""

    def to_python(self, value: Any) -> str:
        return text.clean(super().to_python(value) or "")


class NameChar(forms.CharField):
    """The name of a unit or a person."""

    def to_python(self, value: Any) -> str:
        return text.name(super().to_python(value) or "")


def sentence(label: Any, **more: Any) -> CleanChar:
    """One sentence, in a box that shows all of it."""
    return CleanChar(label=label, max_length=sentences.LONGEST, widget=forms.Textarea(attrs={"rows": 2}), **more)


def day_field(label: Any, **more: Any) -> forms.DateField:
    """A date as browsers type it."""
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more)


class IdNumberField(CleanChar):
    """A GB 11643 number, or nothing."""

    def to_python(self, value: Any) -> str:
        typed = super().to_python(value)
        if not typed:
            return ""
        try:
            return parse(typed, today=today()).number
        except InvalidIdNumber as wrong:
            raise ValidationError(str(wrong.message)) from wrong
