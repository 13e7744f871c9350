"""Shape and validity of input about duplicates; the rules are in the actions."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from leitu.core.fields import CleanChar
from leitu.people.models import Person


class OtherForm(forms.Form):
    """Which other entry, and why."""

    other = forms.ModelChoiceField(label=_("哪一条"), queryset=Person.objects.none(), widget=forms.RadioSelect)
    reason = CleanChar(label=_("依据"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, others: "QuerySet[Any, Any] | None" = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["other"]
        field.empty_label = None
        if others is not None:
            field.queryset = others
            field.label_from_instance = words


def words(person: Person) -> str:
    """王建国 · 1962-03-07 · 柳树村党支部."""
    homes = [row.unit.name for row in person.memberships.all()]
    born = f"{person.birth_on:%Y-%m-%d}" if person.birth_on else ""
    return " · ".join(part for part in (person.name, born, *homes[:1]) if part)
