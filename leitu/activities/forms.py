"""Shape and validity of input about activities; the rules are in the actions."""

from copy import copy
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from leitu.activities.actions import Decision, Mark
from leitu.activities.models import Activity, ActivityKind, Attendance
from leitu.activities.queries import Attendee
from leitu.activities.wording import ANSWERS, WORDS, roll_line
from leitu.core import text
from leitu.core.clock import today
from leitu.core.fields import CleanChar, day_field
from leitu.orgs.models import Unit
from leitu.people.models import Person
from leitu.ui.parts import RollLine

MOST_VOTES = 100_000


class CleanText(forms.CharField):
    """Several lines without what nobody can see."""

    def __init__(self, *, rows: int = 4, **more: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **more)

    def to_python(self, value: Any) -> str:
        return text.clean_lines(super().to_python(value) or "")


def time_field(label: Any, **more: Any) -> forms.TimeField:
    """A time of day as browsers type it."""
    return forms.TimeField(label=label, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"), **more)


def votes_field(label: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=0,
        max_value=MOST_VOTES,
        required=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )


class PlanForm(forms.Form):
    """Four fields are seen, the others are folded (screens.md C.0); the kind is chosen by links above the form."""

    kind = forms.ModelChoiceField(queryset=ActivityKind.objects.none(), widget=forms.HiddenInput)
    on = day_field(_("日期"))
    starts_at = time_field(_("时间"), required=False)
    place = CleanChar(label=_("地点"), max_length=200, required=False)
    topic = CleanChar(label=_("主题"), max_length=500, required=False)
    agenda = CleanText(label=_("议题"), max_length=10_000, required=False, help_text=_("一行一项。"))
    ends_at = time_field(_("结束时间"), required=False)
    chair = forms.ModelChoiceField(label=_("主持人"), queryset=Person.objects.none(), required=False)
    recorder = forms.ModelChoiceField(
        label=_("记录人"), queryset=Person.objects.none(), required=False, help_text=_("记录人可以点名、写记录和归档。")
    )

    folded = ("agenda", "ends_at", "chair", "recorder")

    def __init__(
        self,
        *args: Any,
        kinds: "QuerySet[Any, Any] | None" = None,
        persons: "QuerySet[Any, Any] | None" = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        choices: Any = self.fields
        choices["chair"].queryset = choices["recorder"].queryset = Person.objects.none() if persons is None else persons
        if kinds is None:
            del self.fields["kind"]
        else:
            choices["kind"].queryset = kinds

    def clean_agenda(self) -> list[str]:
        return [line for line in self.cleaned_data["agenda"].split("\n") if line]

    @property
    def seen(self) -> list[forms.BoundField]:
        return [field for field in self.visible_fields() if field.name not in self.folded]

    @property
    def behind(self) -> list[forms.BoundField]:
        return [field for field in self.visible_fields() if field.name in self.folded]


class UpdateForm(PlanForm):
    """What was planned, without the kind."""


class ReasonForm(forms.Form):
    reason = CleanChar(label=_("原因"), max_length=500)


class AnswerForm(forms.Form):
    """Coming or not, for one person of the list."""

    person = forms.TypedChoiceField(label=_("替谁答复"), coerce=int)
    coming = forms.ChoiceField(
        label=_("来不来"), choices=[("yes", _("参加")), ("no", _("请假"))], widget=forms.RadioSelect, initial="no"
    )
    reason = CleanChar(label=_("请假的原因"), max_length=200, required=False)

    def __init__(self, *args: Any, choices: list[tuple[int, str]] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if choices is None:
            del self.fields["person"]
        else:
            self.fields["person"] = forms.TypedChoiceField(label=_("替谁答复"), coerce=int, choices=choices)
            self.order_fields(["person", "coming", "reason"])

    @property
    def is_coming(self) -> bool:
        return bool(self.cleaned_data["coming"] == "yes")


class RecorderForm(forms.Form):
    person = forms.TypedChoiceField(label=_("记录人"), coerce=int, empty_value=None, required=False)

    def __init__(self, *args: Any, choices: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"] = forms.TypedChoiceField(
            label=_("记录人"),
            coerce=int,
            empty_value=None,
            required=False,
            choices=[("", _("不交给别人，由书记记录")), *choices],
            help_text=_("记录人可以点名、写记录和归档。"),
        )


STATE = forms.ChoiceField(
    choices=[(word, Attendance.State(number).label) for word, number in ANSWERS.items()], required=False
)
REASON = CleanChar(label=_("请假事由"), max_length=100, required=False)
"""The two fields of a line of the roll."""


def _like(field: forms.Field, **values: Any) -> forms.Field:
    """The same field with other values; fifty of them are made for every roll, and all have one widget."""
    found = copy(field)
    found.__dict__.update(values)
    return found


class RollForm(forms.Form):
    """The roll by exception. ``roll-was`` remembers what was shown, so that only what was changed here is changed.

    Somebody who scans or asks for leave while the form is open keeps that answer.
    """

    guests = CleanText(
        label=_("列席和指导的同志"),
        max_length=20_000,
        required=False,
        rows=2,
        help_text=_("一行一位：姓名，单位或支部的全称。名册上有的，会同时记到他所在的支部。"),
    )

    def __init__(self, *args: Any, attendees: list[Attendee], guest_lines: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.members = sorted((one for one in attendees if not one.is_guest), key=_stays_away)
        self.fields["guests"].initial = "\n".join(guest_lines)
        for one in self.members:
            name = f"roll-{one.row.person_id}"
            self.fields[name] = _like(STATE, label=one.name, initial=WORDS.get(one.row.state, "present"))
            self.fields[f"{name}-reason"] = _like(REASON, initial=one.row.note)
        was = ",".join(f"{one.row.person_id}:{WORDS.get(one.row.state, 'present')}" for one in self.members)
        self.fields["roll-was"] = forms.CharField(widget=forms.HiddenInput, required=False, initial=was)
        self._guests = [one.row.person_id for one in attendees if one.is_guest]
        shown = ",".join(map(str, self._guests))
        self.fields["guests-were"] = forms.CharField(widget=forms.HiddenInput, required=False, initial=shown)

    @property
    def lines(self) -> list[RollLine]:
        """What ui/roll.html shows: as it was sent, else as it stands."""
        return [
            roll_line(
                one,
                str(self[f"roll-{one.row.person_id}"].value() or ""),
                str(self[f"roll-{one.row.person_id}-reason"].value() or ""),
            )
            for one in self.members
        ]

    @property
    def marks(self) -> dict[int, Mark]:
        """Those whom the recorder changed against what he was shown."""
        shown = dict(pair.partition(":")[::2] for pair in self.cleaned_data["roll-was"].split(",") if pair)
        found = {}
        for one in self.members:
            key = str(one.row.person_id)
            now = WORDS.get(one.row.state, "present")
            value = self.cleaned_data[f"roll-{key}"] or shown.get(key, now)
            reason = self.cleaned_data[f"roll-{key}-reason"]
            is_new_reason = value == "excused" and reason != one.row.note
            if value != shown.get(key, now) or (value == now and is_new_reason):
                found[one.row.person_id] = Mark(ANSWERS[value], reason if value == "excused" else "")
        return found

    @property
    def guest_lines(self) -> list[int | str]:
        """What was typed, and whoever scanned while the form was open."""
        shown = set(self.cleaned_data["guests-were"].split(","))
        came_since = [person for person in self._guests if str(person) not in shown]
        return [*(line for line in self.cleaned_data["guests"].split("\n") if line), *came_since]


def _stays_away(one: Attendee) -> bool:
    """Whoever is not usually there stands at the end of the list."""
    return one.register is not None and bool(one.register.usual[1])


class MinutesForm(forms.Form):
    text = CleanText(label=_("会议记录"), max_length=200_000, rows=10)


class ResolutionForm(forms.Form):
    resolution_text = CleanText(label=_("决议"), max_length=4000)
    in_favour = votes_field(_("赞成"))
    against = votes_field(_("反对"))
    abstained = votes_field(_("弃权"))

    @property
    def decision(self) -> Decision:
        values = self.cleaned_data
        return Decision(values["resolution_text"], values["in_favour"], values["against"], values["abstained"])


class ArchiveForm(RollForm):
    """The last page: minutes, a resolution if there was one, and the roll where it has not been kept yet."""

    text = CleanText(label=_("会议记录"), max_length=200_000, rows=8, required=False)
    resolved = forms.BooleanField(
        label=_("表决通过了一项决议"),
        required=False,
        help_text=_("内容按议题拟好，票数按到会的全部赞成填好；不是这样就展开改。"),
    )
    resolution_text = CleanText(label=_("决议"), max_length=4000, required=False, rows=3)
    in_favour = votes_field(_("赞成"))
    against = votes_field(_("反对"))
    abstained = votes_field(_("弃权"))
    expected_count = votes_field(_("应到人数"))
    present_count = votes_field(_("实到人数"))
    late_reason = CleanChar(
        label=_("补录的原因"), max_length=200, required=False, help_text=_("补录不扣分，写不写都可以。")
    )

    def __init__(self, *args: Any, with_roll: bool, with_numbers: bool, is_late: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.with_roll, self.with_numbers = with_roll, with_numbers
        if not with_roll:
            for name in [name for name in self.fields if name.startswith(("roll-", "guests"))]:
                del self.fields[name]
        if not with_numbers:
            del self.fields["expected_count"], self.fields["present_count"]
        if not is_late:
            del self.fields["late_reason"]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if values.get("resolved") and not values.get("resolution_text"):
            self.add_error("resolution_text", ValidationError(_("请写上决议的内容。")))
        if self.with_numbers and (values.get("expected_count") is None or values.get("present_count") is None):
            self.add_error("expected_count", ValidationError(_("名册上没有应到人员，请填应到和实到人数。")))
        return values

    @property
    def decisions(self) -> list[Decision]:
        values = self.cleaned_data
        if not values["resolved"]:
            return []
        return [Decision(values["resolution_text"], values["in_favour"], values["against"], values["abstained"])]

    @property
    def stated(self) -> tuple[int, int] | None:
        values = self.cleaned_data
        return (values["expected_count"], values["present_count"]) if self.with_numbers else None


class SittingForm(forms.Form):
    kind = forms.ModelChoiceField(label=_("接着开什么"), queryset=ActivityKind.objects.none(), empty_label=None)
    topic = CleanChar(label=_("主题"), max_length=500, required=False)

    def __init__(self, *args: Any, kinds: "QuerySet[Any, Any]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: Any = self.fields["kind"]
        choices.queryset = kinds


class JoinForm(forms.Form):
    """Without an account: a name of the list and the last four digits of the mobile."""

    person = forms.TypedChoiceField(label=_("我是"), coerce=int)
    digits = CleanChar(
        label=_("手机号后四位"),
        max_length=4,
        min_length=4,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, choices: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"] = forms.TypedChoiceField(
            label=_("我是"), coerce=int, choices=[("", _("请选姓名")), *choices]
        )


class SignedJoinForm(forms.Form):
    """Whoever is signed in only has to say that he is here."""


class ActivityFilter(forms.Form):
    """What the list can be narrowed by; ``unit`` means that unit and everything below it."""

    kind = forms.ChoiceField(label=_("类型"), required=False)
    state = forms.ChoiceField(label=_("状态"), choices=[("", _("全部")), *Activity.State.choices], required=False)
    since = day_field(_("从"), required=False)
    until = day_field(_("到"), required=False)
    late = forms.ChoiceField(
        label=_("补录"), choices=[("", _("全部")), ("1", _("只看补录")), ("0", _("不看补录"))], required=False
    )
    unit = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, kinds: list[ActivityKind] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("全部")), *((one.code, one.name) for one in kinds or [])]
        self.fields["kind"] = forms.ChoiceField(label=_("类型"), choices=choices, required=False)

    def filter(self, queryset: "QuerySet[Any, Any]") -> "QuerySet[Any, Any]":
        asked = self.cleaned_data
        if asked["unit"]:
            unit = Unit.objects.filter(pk=asked["unit"]).first()
            below = Unit.objects.below(unit, today()).values("pk") if unit else []
            queryset = queryset.filter(unit_id__in=below)
        if asked["kind"]:
            queryset = queryset.filter(kind__code=asked["kind"])
        if asked["state"]:
            queryset = queryset.filter(state=asked["state"])
        if asked["since"]:
            queryset = queryset.filter(on__gte=asked["since"])
        if asked["until"]:
            queryset = queryset.filter(on__lte=asked["until"])
        if asked["late"]:
            queryset = queryset.filter(is_late_entry=asked["late"] == "1")
        return queryset
