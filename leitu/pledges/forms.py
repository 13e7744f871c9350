"""Shape and validity of input about pledges; the rules are in the actions."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from leitu.core import text
from leitu.core.actor import Actor
from leitu.core.clock import today
from leitu.core.fields import CleanChar, sentence
from leitu.orgs.models import Unit
from leitu.pledges import queries
from leitu.pledges.actions.papers import YEARS_AHEAD
from leitu.pledges.actions.settling import Result
from leitu.pledges.actions.signing import LONGEST
from leitu.pledges.models import Paper, Pledge, PledgeLine

FIRST_YEAR, LAST_YEAR = 2000, 2100
STANDINGS = [
    ("", _("全部")),
    ("unsigned", _("还没签")),
    ("signed", _("已签")),
    ("waiting", _("待会签")),
    ("countersigned", _("已会签")),
    ("settled", _("已对账")),
]


class SignatureFilter(forms.Form):
    """What the list of signatures is narrowed by; ``unit`` means that unit and everything below it."""

    state = forms.ChoiceField(label=_("签订情况"), choices=STANDINGS, required=False)
    year = forms.IntegerField(widget=forms.HiddenInput, min_value=FIRST_YEAR, max_value=LAST_YEAR, required=False)
    unit = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor

    def filter(self, rows: "QuerySet[Any, Any]") -> "QuerySet[Any, Any]":
        """The rows that were asked for; which year, whoever made them has seen to."""
        rows, state = self.narrow(rows), self.cleaned_data["state"]
        return queries.standing(rows, state) if state else rows

    def narrow(self, rows: "QuerySet[Any, Any]") -> "QuerySet[Any, Any]":
        """The same but for the state, which the tiles choose."""
        key = self.cleaned_data["unit"]
        if not key:
            return rows
        unit = Unit.objects.filter(tenant_id=self.actor.tenant_id, pk=key).first()
        return rows.filter(unit_id__in=Unit.objects.below(unit, today()).values("pk")) if unit else rows.none()


class SignForm(forms.Form):
    """One tap; everything else may stay empty."""

    year = forms.IntegerField(widget=forms.HiddenInput, min_value=FIRST_YEAR, max_value=LAST_YEAR)
    own = CleanChar(
        label=_("自己再加几条"),
        max_length=1200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("可不写。一行一条，写具体的事，最多五条。"),
    )

    def clean_own(self) -> list[str]:
        # The field itself would make one line of them.
        typed = text.clean_lines(str(self.data.get("own", "")))
        return [line.strip() for line in typed.split("\n") if line.strip()]


class LineForm(forms.Form):
    """One promise more."""

    text = sentence(_("答应做什么"), LONGEST)
    standard = sentence(_("做到什么样"), LONGEST, required=False, help_text=_("别人一看就能判断。"))


class CountersignForm(forms.Form):
    """Which of those that wait."""

    pledges = forms.ModelMultipleChoiceField(
        label=_("要会签的"),
        queryset=Pledge.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("请勾选要会签的。")},
    )

    def __init__(self, *args: Any, rows: "QuerySet[Any, Any] | None" = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["pledges"].queryset = Pledge.objects.none() if rows is None else rows


class SettleForm(forms.Form):
    """Each line with its outcome and a sentence; what is left blank is settled another time."""

    def __init__(self, *args: Any, lines: Iterable[PledgeLine] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keys = [line.pk for line in lines]
        for line in lines:
            self.fields[f"outcome-{line.pk}"] = forms.ChoiceField(
                label=_("做到没有"),
                choices=PledgeLine.Outcome.choices,
                widget=forms.RadioSelect,
                initial=line.outcome,
                required=False,
            )
            self.fields[f"said-{line.pk}"] = sentence(
                _("说明"), required=False, initial=line.said, help_text=_("做到的不用写。")
            )

    @property
    def results(self) -> dict[int, Result]:
        """Of the lines for which an outcome was chosen."""
        values = self.cleaned_data
        chosen = {key: values.get(f"outcome-{key}") for key in self.keys}
        return {key: Result(outcome, values[f"said-{key}"]) for key, outcome in chosen.items() if outcome}


class CommentForm(forms.Form):
    """A sentence, with or without a name."""

    text = sentence(_("意见"), 300)
    with_name = forms.BooleanField(
        label=_("署上我的名字"), required=False, help_text=_("署名只给本人和办理的同志看；不署名，系统里不存您是谁。")
    )


class AnswerForm(forms.Form):
    """A sentence."""

    text = sentence(_("答复"), 300)


class RequireForm(forms.Form):
    """What a committee asks of everybody below, with its basis."""

    unit = forms.ModelChoiceField(label=_("由哪一级提出"), queryset=Unit.objects.none())
    kind = forms.ChoiceField(
        label=_("加在哪一种清单上"),
        choices=Paper.Kind.choices,
        help_text=_("主体责任、第一责任由书记签，一岗双责由其他班子成员签。"),
    )
    text = sentence(_("要做什么"), LONGEST)
    standard = sentence(_("做到什么样"), LONGEST, required=False)
    document = CleanChar(label=_("依据文件"), max_length=200, help_text=_("没有依据的不能要求下级承诺。"))
    article = CleanChar(label=_("条款"), max_length=100, required=False)
    last_year = forms.IntegerField(label=_("到哪一年为止"), min_value=FIRST_YEAR, max_value=LAST_YEAR)

    def __init__(self, *args: Any, rows: "QuerySet[Any, Any] | None" = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["unit"].queryset = Unit.objects.none() if rows is None else rows
        fields["last_year"].initial = today().year
        fields["last_year"].help_text = _("从今年起，最多 %(years)s 年。") % {"years": YEARS_AHEAD}
