"""Form fields that every app uses: text without what nobody can see, names, dates."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy

from leitu.core import places, sentences, text
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


SPOKEN = {"data-voice": gettext_lazy("说一句"), "data-voice-stop": gettext_lazy("说完了")}


def sentence(label: Any, most: int = sentences.LONGEST, *, spoken: bool = False, **more: Any) -> CleanChar:
    """One sentence of at most so many characters, in a box that shows all of it. ``spoken``: where the device itself
    understands speech it can be said (ui/voice.js, on pages with ``hears``).
    """
    box = forms.Textarea(attrs={"rows": 2, **(SPOKEN if spoken else {})})
    return CleanChar(label=label, max_length=most, widget=box, **more)


class PlaceChar(CleanChar):
    """Latitude and longitude as they are copied from a map (core/places.py), or nothing."""

    def to_python(self, value: Any) -> str:
        try:
            return places.clean(super().to_python(value))
        except ValidationError as wrong:
            raise ValidationError(wrong.messages) from wrong


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
