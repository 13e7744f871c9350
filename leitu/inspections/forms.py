"""Shape and validity of input about inspections; the rules are in the actions."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from leitu.accounts.models import User
from leitu.core import text
from leitu.core.fields import CleanChar, day_field, sentence
from leitu.inspections.actions import Seen
from leitu.inspections.models import Checklist, ChecklistLine, Inspection, Round
from leitu.orgs.models import Unit

VERDICT_WORDS = (("ok", _("没问题")), ("problem", _("有问题")), ("not_applicable", _("不适用")))
YES_NO = [("yes", _("是")), ("no", _("不是"))]


class RoundForm(forms.Form):
    """A round, nearly all of it filled in."""

    title = CleanChar(label=_("名称"), max_length=100)
    kind = forms.ChoiceField(
        label=_("方式"), choices=Round.Kind.choices, widget=forms.RadioSelect, initial=Round.Kind.SPOT_CHECK
    )
    checklist = forms.ModelChoiceField(label=_("检查清单"), queryset=Checklist.objects.none(), empty_label=None)
    starts_on = day_field(_("从"))
    ends_on = day_field(_("到"))
    target = forms.IntegerField(label=_("目标覆盖率（%）"), min_value=1, max_value=100, initial=80)
    inspectors = forms.MultipleChoiceField(label=_("谁去检查"), widget=forms.CheckboxSelectMultiple)
    scope_code = CleanChar(
        label=_("只查某个党组织和它的下级"),
        max_length=60,
        required=False,
        help_text=_("填它的代码；不填就是检查单位的全部下级。"),
    )
    kinds = forms.MultipleChoiceField(
        label=_("查哪些党组织"), choices=Unit.Kind.choices, widget=forms.CheckboxSelectMultiple, required=False
    )
    ceiling = forms.IntegerField(
        label=_("每家每季最多几次"),
        min_value=1,
        max_value=12,
        initial=2,
        help_text=_("各检查单位合起来算，到了次数的不再抽。"),
    )

    def __init__(
        self,
        *args: Any,
        checklists: "QuerySet[Any, Any] | None" = None,
        able: Iterable[User] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["checklist"].queryset = Checklist.objects.none() if checklists is None else checklists
        fields["inspectors"].choices = [(str(user.pk), user.label or user.username) for user in able]

    @property
    def values(self) -> dict[str, Any]:
        """As the actions take it, but for the scope, which is given by its code."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "scope_code"}
        return {**given, "inspectors": [int(key) for key in given["inspectors"]]}


class VisitForm(forms.Form):
    """One visit: a verdict for each line of the checklist, a sentence where something is wrong."""

    on = forms.DateField(widget=forms.HiddenInput)
    client_key = forms.CharField(widget=forms.HiddenInput, min_length=16, max_length=64)
    other = sentence(_("清单以外的问题"), spoken=True, required=False)
    other_norm = forms.ChoiceField(label=_("它违反的制度"), required=False)
    has_asked = forms.BooleanField(label=_("问过抽到的党员"), required=False)
    asked_note = sentence(_("党员说的（不记名）"), spoken=True, required=False)

    def __init__(
        self,
        *args: Any,
        lines: Iterable[ChecklistLine] = (),
        norms: Mapping[str, str] | None = None,
        beside: Mapping[int, list[Any]] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.lines, self.beside = list(lines), beside or {}
        choices: Any = self.fields["other_norm"]
        choices.choices = [("", "—"), *(norms or {}).items()]
        for line in self.lines:
            self.fields[f"line_{line.pk}"] = forms.ChoiceField(
                label=line.text,
                choices=VERDICT_WORDS,
                widget=forms.RadioSelect,
                error_messages={"required": _("这一条还没有选。")},
            )
            self.fields[f"note_{line.pk}"] = sentence(_("是什么问题"), spoken=True, required=False)

    @property
    def rows(self) -> list[tuple[ChecklistLine, Any, Any, list[Any]]]:
        """Each line with its verdict, its sentence, and the entries of the ledger that it is compared with."""
        return [
            (line, self[f"line_{line.pk}"], self[f"note_{line.pk}"], self.beside.get(line.pk, []))
            for line in self.lines
        ]

    @property
    def seen(self) -> Seen:
        given = self.cleaned_data
        return Seen(
            verdicts={line.pk: given[f"line_{line.pk}"] for line in self.lines},
            notes={line.pk: given[f"note_{line.pk}"] for line in self.lines},
            other=given["other"],
            other_norm=given["other_norm"],
            has_asked=given["has_asked"],
            asked_note=given["asked_note"],
        )


class BulletinForm(forms.Form):
    """The draft, to be written on."""

    title = CleanChar(label=_("标题"), max_length=120)
    text = forms.CharField(
        label=_("内容"),
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 16}),
        help_text=_("数字照记录起草，不含名字。补写好的例子要先征得支部同意；问题不点名。"),
    )

    def clean_text(self) -> str:
        return text.clean(self.cleaned_data["text"])


class RemarkForm(forms.Form):
    remark = sentence(_("支部想说的"), required=False, help_text=_("有不同看法，写在这里，和检查记录一起留下。"))


def yes_or_no(label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=YES_NO, widget=forms.RadioSelect)


class RatingForm(forms.Form):
    """Three questions."""

    was_useful = yes_or_no(_("这次检查对工作有帮助"))
    cost_little = yes_or_no(_("没有打乱支部的正常工作"))
    asked_nothing = yes_or_no(_("没有要求支部准备材料"))

    @property
    def values(self) -> dict[str, bool]:
        return {name: value == "yes" for name, value in self.cleaned_data.items()}


class VisitFilter(forms.Form):
    """What the list of visits can be narrowed by."""

    state = forms.ChoiceField(label=_("状态"), choices=[("", _("全部")), *Inspection.State.choices], required=False)
    found = forms.ChoiceField(
        label=_("发现"), choices=[("", _("全部")), ("some", _("有问题")), ("none", _("没问题"))], required=False
    )
    since = day_field(_("日期，从"), required=False)
    until = day_field(_("到"), required=False)
    round = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=2**63 - 1)

    def filter(self, rows: "QuerySet[Any, Any]") -> "QuerySet[Any, Any]":
        """The rows that were asked for."""
        asked = self.cleaned_data
        if asked["state"]:
            rows = rows.filter(state=asked["state"])
        if asked["found"]:
            rows = rows.filter(found__gt=0) if asked["found"] == "some" else rows.filter(found=0)
        if asked["since"]:
            rows = rows.filter(on__gte=asked["since"])
        if asked["until"]:
            rows = rows.filter(on__lte=asked["until"])
        return rows.filter(round_id=asked["round"]) if asked["round"] else rows


class RoundFilter(forms.Form):
    """What the list of rounds can be narrowed by."""

    state = forms.ChoiceField(label=_("状态"), choices=[("", _("全部")), *Round.State.choices], required=False)
    kind = forms.ChoiceField(label=_("方式"), choices=[("", _("全部")), *Round.Kind.choices], required=False)

    def filter(self, rows: "QuerySet[Any, Any]") -> "QuerySet[Any, Any]":
        """The rows that were asked for."""
        chosen = {name: value for name, value in self.cleaned_data.items() if value}
        return rows.filter(**chosen)


class DrawFilter(forms.Form):
    """Of a sample: what is still to be visited, or what has been."""

    done = forms.ChoiceField(
        label=_("查过没有"), choices=[("", _("全部")), ("no", _("还没查")), ("yes", _("查过了"))], required=False
    )

    def filter(self, rows: "QuerySet[Any, Any]") -> "QuerySet[Any, Any]":
        """The rows that were asked for; they carry ``visit``, the key of the visit."""
        done = self.cleaned_data["done"]
        return rows.filter(visit__isnull=done == "no") if done else rows
