"""Form fields that every app uses: text without what nobody can see, names, dates."""

from typing import Any

from django import forms

from leitu.core import text


class CleanChar(forms.CharField):
    """A line of text without what nobody can see."""

    def to_python(self, value: Any) -> str:
        return text.clean(super().to_python(value) or "")


class NameChar(forms.CharField):
    """The name of a unit or a person."""

    def to_python(self, value: Any) -> str:
        return text.name(super().to_python(value) or "")


def day_field(label: Any, **more: Any) -> forms.DateField:
    """A date as browsers type it."""
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more)
