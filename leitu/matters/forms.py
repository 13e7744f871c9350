"""Shape and validity of input about matters; the rules are in the actions."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from leitu.core.actor import Actor
from leitu.core.clock import today
from leitu.core.fields import CleanChar, day_field, sentence
from leitu.matters import campaigns, queries
from leitu.matters.actions.budgeting import MOST_MINUTES as MOST_BUDGET
from leitu.matters.actions.bulk import MANY
from leitu.matters.actions.noting import MISSING
from leitu.matters.actions.parts import MOST_MINUTES, MOST_WEIGHT
from leitu.matters.models import Matter, Word
from leitu.orgs.choosing import UnitField
from leitu.orgs.models import Unit
from leitu.orgs.policies import VIEW as SEE_UNITS
from leitu.people.models import Person

STATES = [
    ("", _("全部")),
    ("waiting", _("未销")),
    ("overdue", _("超期")),
    ("due_soon", _("临期")),
    ("closed_in_year", _("今年销号")),
    ("closed_in_time", _("今年按期销号")),
    ("look", _("等回头看")),
    ("key", _("重点")),
    *Matter.State.choices,
]


class NoteForm(forms.Form):
    """One field."""

    title = sentence(_("发现了什么"), spoken=True)


class ClaritiesForm(forms.Form):
    """The four clarities (四个明确), as far as they are known, and which list it stands on."""

    title = sentence(_("事项"))
    due_on = day_field(_("完成时间"), required=False)
    person = forms.ModelChoiceField(label=_("责任人"), queryset=Person.objects.none(), required=False)
    standard = sentence(_("工作标准"), required=False, help_text=_("做到什么样算好，别人一看就能判断。"))
    reviewer_unit = forms.ModelChoiceField(
        label=_("考核单位"),
        queryset=Unit.objects.none(),
        required=False,
        help_text=_("由它核查销号，不能是责任单位自己。"),
    )
    kind = forms.ChoiceField(label=_("清单"), choices=Matter.Kind.choices, initial=Matter.Kind.PROBLEM, required=False)

    def __init__(
        self,
        *args: Any,
        persons: "QuerySet[Any, Any] | None" = None,
        reviewers: "QuerySet[Any, Any] | None" = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        choices: Any = self.fields
        choices["person"].queryset = Person.objects.none() if persons is None else persons
        choices["reviewer_unit"].queryset = Unit.objects.none() if reviewers is None else reviewers

    def clean_kind(self) -> str:
        return self.cleaned_data["kind"] or Matter.Kind.PROBLEM


class PublishForm(ClaritiesForm):
    """All four; what is missing is named, as the action names it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, problem in MISSING.items():
            self.fields[name].required = True
            self.fields[name].error_messages["required"] = problem


class PartForm(forms.Form):
    """What each part says, and what it costs."""

    title = sentence(_("要做什么"))
    standard = sentence(_("工作标准"))
    due_on = day_field(_("完成时间"))
    minutes = forms.IntegerField(
        label=_("每个党组织大约要几分钟"),
        min_value=0,
        max_value=MOST_MINUTES,
        initial=10,
        help_text=_("想一想它们要花多少时间。"),
    )
    weight = forms.IntegerField(label=_("权重"), min_value=1, max_value=MOST_WEIGHT, initial=1)
    reason = sentence(_("超过年度额度的理由"), required=False)

    @property
    def values(self) -> dict[str, Any]:
        """What the actions take of every part."""
        return {name: self.cleaned_data[name] for name in PartForm.base_fields}


class DispatchForm(PartForm):
    """For everything below of a kind."""

    scope = forms.ChoiceField(label=_("交给"), choices=[(scope, scope) for scope in queries.SCOPES])


TICKED = "ticked"
SCOPES = {"next": _("全部直接下级"), "branches": _("下面全部支部"), "all": _("下面全部党组织")}


class SplitForm(PartForm):
    """One part for each unit that is ticked, or for all below of a kind."""

    scope = forms.ChoiceField(label=_("交给"), widget=forms.RadioSelect, initial=TICKED)
    units = forms.MultipleChoiceField(label=_("勾选"), widget=forms.CheckboxSelectMultiple, required=False)

    def __init__(
        self, *args: Any, rows: "Iterable[Unit]" = (), counts: dict[str, int] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.rows = {str(row.pk): row for row in rows}
        fields: Any = self.fields
        fields["units"].choices = [(key, row.name) for key, row in self.rows.items()]
        sizes = [(scope, f"{SCOPES[scope]}（{count}）") for scope, count in (counts or {}).items() if count]
        fields["scope"].choices = [(TICKED, _("逐个勾选的")), *sizes]

    def clean(self) -> dict[str, Any]:
        asked: dict[str, Any] = super().clean() or {}
        if asked.get("scope") == TICKED and not asked.get("units") and "units" not in self.errors:
            self.add_error("units", _("请选择交给哪些党组织。"))
        return asked

    @property
    def chosen(self) -> list[Unit]:
        return [self.rows[key] for key in self.cleaned_data["units"]]

    @property
    def chosen_scope(self) -> str:
        """All below of a kind; empty when they were ticked one by one."""
        return "" if self.cleaned_data["scope"] == TICKED else str(self.cleaned_data["scope"])


class BudgetForm(forms.Form):
    year = forms.IntegerField(label=_("年份"), min_value=2000, max_value=2999)
    minutes = forms.IntegerField(
        label=_("每个下级一年最多几分钟"),
        min_value=0,
        max_value=MOST_BUDGET,
        help_text=_("超过了也能交办，但要写明理由。"),
    )


class CampaignForm(forms.Form):
    """A name, what it rests on, its days, and what it means on the ledger."""

    title = CleanChar(label=_("名称"), max_length=100)
    basis = CleanChar(label=_("依据文件"), max_length=200, help_text=_("没有依据的，不要搞专项。"))
    approver = CleanChar(label=_("批准人"), max_length=100)
    starts_on = day_field(_("开始"))
    ends_on = day_field(_("结束"))
    kind = forms.ChoiceField(label=_("清单"), choices=[("", _("全部")), *Matter.Kind.choices], required=False)
    words = CleanChar(
        label=_("事项里有这些词"), max_length=200, required=False, help_text=_("几个词用空格隔开，有一个就算。")
    )
    source = CleanChar(label=_("来源里有"), max_length=60, required=False)


class SummaryForm(forms.Form):
    summary = CleanChar(
        label=_("小结"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("按账上的数字起草的，看一遍，改一改。"),
    )


class ViewForm(forms.Form):
    name = CleanChar(label=_("起个名字"), max_length=20)


class ReasonForm(forms.Form):
    reason = sentence(_("原因"))


class SendBackForm(forms.Form):
    reason = sentence(_("还差什么"))


class ProgressForm(forms.Form):
    text = sentence(_("办到哪一步了"))


class InquiryForm(forms.Form):
    """A question, or what to mind."""

    text = sentence(_("想问什么、要注意什么"))


class UrgeForm(forms.Form):
    """What is expected."""

    text = sentence(_("要它怎么办"))


class EffectForm(forms.Form):
    effect = sentence(_("成效"), help_text=_("一句话：和原来比，好在哪里。"))


class FindingForm(forms.Form):
    finding = sentence(_("核查看到的"), required=False)


class WordForm(forms.Form):
    """Somebody who is affected: two taps, and a sentence if he likes."""

    answer = forms.ChoiceField(label=_("解决了吗"), choices=Word.Answer.choices, widget=forms.RadioSelect)
    text = sentence(_("想说一句的"), required=False, help_text=_("可以不写。不要写身份证号、电话。"))

    @property
    def is_solved(self) -> bool:
        return bool(self.cleaned_data["answer"] == Word.Answer.SOLVED)


class LookForm(forms.Form):
    held = forms.ChoiceField(
        label=_("回头看"), choices=[("yes", _("没有反弹")), ("no", _("又出现了"))], widget=forms.RadioSelect
    )
    text = sentence(_("看到的"), required=False, help_text=_("又出现了的，写一句是什么情况。"))

    @property
    def is_held(self) -> bool:
        return bool(self.cleaned_data["held"] == "yes")


class ExtendForm(forms.Form):
    due_on = day_field(_("申请延到"))
    reason = sentence(_("原因"))


class AnswerForm(forms.Form):
    answer = forms.ChoiceField(
        label=_("答复"), choices=[("yes", _("同意")), ("no", _("不同意"))], widget=forms.RadioSelect, initial="yes"
    )
    reason = sentence(_("说明"), required=False, help_text=_("不同意的，写一句原因。"))

    @property
    def is_agreed(self) -> bool:
        return bool(self.cleaned_data["answer"] == "yes")


class AssignForm(forms.Form):
    person = forms.ModelChoiceField(label=_("责任人"), queryset=Person.objects.none(), empty_label=None)

    def __init__(self, *args: Any, persons: "QuerySet[Any, Any] | None" = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: Any = self.fields
        choices["person"].queryset = Person.objects.none() if persons is None else persons


class HelpForm(forms.Form):
    part = sentence(_("请它做什么"))


class InvolveForm(HelpForm):
    """Any unit of the district helps: who does it need not stand below whoever asks."""

    needs_actor = True
    field_order = ("unit", "part")
    unit = UnitField(label=_("请哪个党组织"), help_text=_("写名称或名称里的几个字，拼音开头、代码也行。"))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["unit"].among(actor.tenant_id)


class HandOverForm(forms.Form):
    needs_actor = True
    unit = UnitField(label=_("移交给哪个党组织"), help_text=_("写名称或名称里的几个字，拼音开头、代码也行。"))
    reason = sentence(_("原因"))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["unit"].among(actor.tenant_id, Unit.objects.visible_to(actor, SEE_UNITS).existing_on(today()))


class EvidenceForm(forms.Form):
    source = forms.ChoiceField(label=_("哪条记录"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, choices: list[tuple[str, str]] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["source"]
        field.choices = choices or []


class MatterFilter(forms.Form):
    """What the ledger can be narrowed by; ``unit`` means that unit and everything below it."""

    state = forms.ChoiceField(label=_("状态"), choices=STATES, required=False)
    since = day_field(_("到期，从"), required=False)
    until = day_field(_("到"), required=False)
    source = CleanChar(label=_("来源"), max_length=60, required=False)
    kind = forms.ChoiceField(choices=[("", ""), *Matter.Kind.choices], widget=forms.HiddenInput, required=False)
    view = forms.ChoiceField(
        choices=[("", ""), *((view, view) for view in queries.VIEWS)], widget=forms.HiddenInput, required=False
    )
    unit = forms.IntegerField(widget=forms.HiddenInput, required=False)
    campaign = forms.IntegerField(widget=forms.HiddenInput, required=False)
    origin = forms.SlugField(widget=forms.HiddenInput, max_length=20, required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor

    def filter(self, rows: "QuerySet[Any, Any]") -> "QuerySet[Any, Any]":
        """The rows that were asked for."""
        rows, kind = self.narrow(rows), self.cleaned_data["kind"]
        return rows.filter(kind=kind) if kind else rows

    def narrow(self, rows: "QuerySet[Any, Any]") -> "QuerySet[Any, Any]":
        """The same but for the list (``kind``), which the chips choose."""
        asked, day = self.cleaned_data, today()
        if asked["unit"]:
            unit = Unit.objects.filter(tenant_id=self.actor.tenant_id, pk=asked["unit"]).first()
            rows = rows.filter(unit_id__in=queries.at_and_below(unit)) if unit else rows.none()
        if asked["campaign"]:
            chosen = campaigns.seen(self.actor).filter(pk=asked["campaign"]).first()
            rows = campaigns.narrow(rows, chosen) if chosen else rows.none()
        if asked["state"] == "waiting":
            rows = rows.filter(state__in=Matter.ON_LEDGER)
        elif asked["state"] == "overdue":
            rows = rows.filter(queries.overdue(day))
        elif asked["state"] == "due_soon":
            rows = rows.filter(queries.due_soon(day))
        elif asked["state"] == "closed_in_year":
            rows = rows.filter(queries.closed_in_year(day))
        elif asked["state"] == "closed_in_time":
            rows = rows.filter(queries.closed_in_year(day), queries.in_time())
        elif asked["state"] == "look":
            rows = rows.filter(queries.looks_due(day))
        elif asked["state"] == "key":
            rows = rows.filter(is_key=True)
        elif asked["state"]:
            rows = rows.filter(state=asked["state"])
        if asked["since"]:
            rows = rows.filter(due_on__gte=asked["since"])
        if asked["until"]:
            rows = rows.filter(due_on__lte=asked["until"])
        if asked["origin"]:
            rows = rows.filter(source_kind=asked["origin"])
        if asked["source"]:
            rows = rows.filter(source_text__icontains=asked["source"])
        return queries.seen_as(rows, self.actor, asked["view"])


STEPS = {
    "close": _("核查销号"),
    "send_back": _("退回"),
    "progress": _("写进展"),
    "begin": _("开始办理"),
    "publish": _("公布挂账"),
    "set_aside": _("不挂账"),
}
"""What each of MANY is called."""


class ManyForm(forms.Form):
    """One step for several; ``text`` is its sentence."""

    step = forms.ChoiceField(choices=[(step, STEPS[step]) for step in MANY], widget=forms.HiddenInput)
    matters = forms.MultipleChoiceField(label=_("哪几件"), widget=forms.CheckboxSelectMultiple)
    text = sentence(_("写一句"), required=False)

    def __init__(self, *args: Any, rows: "Iterable[Matter]" = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = {str(row.pk): row for row in rows}
        field: Any = self.fields["matters"]
        field.choices = [(key, f"{row.title}（{row.unit.name}）") for key, row in self.rows.items()]

    @property
    def chosen(self) -> list[Matter]:
        return [self.rows[key] for key in self.cleaned_data["matters"]]
