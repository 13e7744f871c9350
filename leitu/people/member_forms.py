"""Shape and validity of what members say: objections, answers to them, who may act for whom."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from leitu.core import text
from leitu.core.clock import today
from leitu.core.fields import CleanChar
from leitu.people.actions.objections import MOST_CHARS
from leitu.people.models import Consent, Objection, Person


class CleanSentence(forms.CharField):
    """A sentence or a few, without what nobody can see."""

    def __init__(self, **more: Any) -> None:
        super().__init__(max_length=MOST_CHARS, widget=forms.Textarea(attrs={"rows": 3}), **more)

    def to_python(self, value: Any) -> str:
        return text.clean_lines(super().to_python(value) or "")


class ObjectForm(forms.Form):
    text = CleanSentence(label=_("哪里不对，应当是什么"))


class AnswerObjectionForm(forms.Form):
    outcome = forms.ChoiceField(label=_("结果"), choices=Objection.Outcome.choices, widget=forms.RadioSelect)
    answer = CleanSentence(label=_("答复"), help_text=_("一句话：核对了什么，怎么处理的。本人看得到。"))


class ConsentForm(forms.Form):
    helper = forms.ModelChoiceField(label=_("请谁代办"), queryset=Person.objects.none())
    purposes = forms.MultipleChoiceField(
        label=_("代办哪些事"), choices=Consent.Purpose.choices, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, helpers: "QuerySet[Any, Any]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["helper"]
        chosen.queryset = helpers


class RecordConsentForm(ConsentForm):
    way = forms.ChoiceField(
        label=_("本人怎么同意的"),
        choices=[(one.value, one.label) for one in (Consent.Way.PAPER, Consent.Way.ORAL)],
        widget=forms.RadioSelect,
    )
    witness = CleanChar(label=_("见证人"), max_length=100, help_text=_("不能是本人、代办人或登记人。"))
    note = CleanChar(label=_("说明"), max_length=200, required=False)


STATES = [
    ("", _("等答复的")),
    ("late", _("超期没答复的")),
    ("answered", _("已答复的")),
    ("withdrawn", _("本人撤回的")),
    ("all", _("全部")),
]


def of_state(rows: "QuerySet[Any]", state: str) -> "QuerySet[Any]":
    """Objections in a state of the filter; without one those that wait for an answer."""
    waiting = rows.filter(outcome="", withdrawn_at__isnull=True)
    if state == "late":
        return waiting.filter(due_on__lt=today())
    if state == "answered":
        return rows.exclude(outcome="")
    if state == "withdrawn":
        return rows.filter(withdrawn_at__isnull=False)
    return rows if state == "all" else waiting


class ObjectionFilter(forms.Form):
    state = forms.ChoiceField(label=_("状态"), choices=STATES, required=False)

    def filter(self, rows: "QuerySet[Any]") -> "QuerySet[Any]":
        return of_state(rows, self.cleaned_data["state"])


class ConfirmationFilter(forms.Form):
    done = forms.ChoiceField(
        label=_("核对"), choices=[("", _("全部")), ("no", _("还没核对")), ("yes", _("已核对"))], required=False
    )

    def filter(self, rows: "QuerySet[Any]") -> "QuerySet[Any]":
        wanted = self.cleaned_data["done"]
        return rows.filter(is_confirmed=wanted == "yes") if wanted else rows
