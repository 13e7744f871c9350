"""Shape and validity of input about assessments; the rules are in the actions."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from leitu.assessments.models import Bulletin, Objection
from leitu.assessments.scheme import Rule
from leitu.core.clock import today
from leitu.core.fields import CleanChar, day_field, sentence


def points_field(label: Any, **more: Any) -> forms.DecimalField:
    """Points, with two decimals."""
    return forms.DecimalField(label=label, min_value=0, max_value=100, max_digits=5, decimal_places=2, **more)


class ObjectForm(forms.Form):
    """One sentence."""

    text = sentence(_("哪里不对"), help_text=_("一句话就够，不用交材料：事实记录在系统里。"))


class AnswerForm(forms.Form):
    """Why it stays as it is."""

    answer = sentence(_("答复"))


class UpholdForm(AnswerForm):
    """On what ground it is put right."""

    points = points_field(
        _("应得多少分"),
        required=False,
        help_text=_("不填，就按现在的记录重新计算这一项。记录说明不了的，才由人写分数。"),
    )


class JudgeForm(forms.Form):
    """Points and why."""

    points = points_field(_("评分"))
    text = sentence(_("凭什么这样评"), help_text=_("看成效和群众的话，不看材料多少。"))


class DecideForm(forms.Form):
    """What was decided, by which meeting."""

    band = forms.ChoiceField(label=_("等次"))
    meeting = CleanChar(label=_("哪次会议决定"), max_length=200)
    decided_on = day_field(_("决定日期"))
    reason = sentence(_("理由"), required=False, help_text=_("和数据对应的等次一样，可以不写；不一样，一定要写。"))

    def __init__(self, *args: Any, rule: Rule | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        band: Any = self.fields["band"]
        band.choices = [(one.code, one.title) for one in rule.bands] if rule is not None else []
        self.fields["decided_on"].initial = today()


class BulletinForm(forms.Form):
    """A bulletin as people write it on."""

    title = CleanChar(label=_("标题"), max_length=120)
    text = CleanChar(label=_("内容"), max_length=8000, widget=forms.Textarea(attrs={"rows": 20}))


class SchemeForm(forms.Form):
    """A scheme as text."""

    text = forms.CharField(
        label=_("指标体系（YAML）"),
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "false"}),
        strip=False,
    )


class ObjectionFilter(forms.Form):
    """What the list of objections is narrowed by."""

    state = forms.ChoiceField(
        label=_("状态"), choices=[("", _("待答复的")), ("all", _("全部")), *Objection.State.choices], required=False
    )

    def filter(self, rows: "QuerySet[Any, Any]") -> "QuerySet[Any, Any]":
        state = self.cleaned_data.get("state") or Objection.State.WAITING
        return rows if state == "all" else rows.filter(state=state)


class GradeFilter(forms.Form):
    """Which year."""

    year = forms.IntegerField(label=_("年份"), min_value=2000, max_value=2100, required=False)

    def filter(self, rows: "QuerySet[Any, Any]") -> "QuerySet[Any, Any]":
        year = self.cleaned_data.get("year")
        return rows.filter(start__year=year) if year else rows


class BulletinFilter(forms.Form):
    """What the list of bulletins is narrowed by."""

    kind = forms.ChoiceField(label=_("类别"), choices=[("", _("全部")), *Bulletin.Kind.choices], required=False)

    def filter(self, rows: "QuerySet[Any, Any]") -> "QuerySet[Any, Any]":
        kind = self.cleaned_data.get("kind")
        return rows.filter(kind=kind) if kind else rows
