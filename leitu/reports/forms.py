import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from leitu.activities.models import ActivityKind
from leitu.core.actor import Actor
from leitu.core.clock import today
from leitu.core.fields import CleanChar, day_field
from leitu.core.periods import Period
from leitu.orgs.models import Unit
from leitu.reports.actions import MOST_DAYS_OF_BREACH
from leitu.reports.asking import ALL, GROUPS, KIND, MEMBERS, UNIT, Question, problem_with, what_choices
from leitu.reports.breach import Said
from leitu.reports.queries import Choice


class LedgerForm(forms.Form):
    """What stands in the address of a ledger; without a period it is this year up to today."""

    unit = forms.IntegerField(label=_("党组织"), required=False, min_value=1, max_value=2**63 - 1)
    below = forms.BooleanField(label=_("含所属党组织"), required=False)
    since = day_field(_("从"), required=False)
    until = day_field(_("到"), required=False)
    kind = forms.CharField(label=_("类型"), required=False, max_length=40)
    late = forms.ChoiceField(label=_("补录"), choices=[("", ""), ("1", "1"), ("0", "0")], required=False)
    form = forms.ChoiceField(label=_("格式"), choices=[("", ""), ("xlsx", "xlsx"), ("pdf", "pdf")], required=False)

    def __init__(self, data: Any, *, actor: Actor) -> None:
        super().__init__(data)
        self.actor = actor

    def clean_kind(self) -> ActivityKind | None:
        code = self.cleaned_data["kind"]
        if not code:
            return None
        kind = ActivityKind.objects.filter(tenant_id=self.actor.tenant_id, code=code).first()
        if kind is None:
            raise ValidationError(_("没有这种活动。"))
        return kind

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        since, until = found.get("since"), found.get("until")
        if since and until and since > until:
            raise ValidationError(_("开始日期在结束日期之后，请调换。"))
        return found

    def choice(self, unit: Unit | None) -> Choice:
        """What was asked for, of a valid form."""
        asked = self.cleaned_data
        since, until = asked["since"], asked["until"]
        if since is None and until is None:
            since, until = today().replace(month=1, day=1), today()
        late = asked["late"] == "1" if asked["late"] else None
        return Choice(unit, asked["below"], since, until, asked["kind"], late)


class MonthForm(forms.Form):
    """One sentence, if wanted."""

    sentence = forms.CharField(
        label=_("补充一句"), max_length=200, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class PeriodForm(forms.Form):
    """The period of a leak, and of which accounts; without a period it is the last seven days."""

    since = day_field(_("从"), required=False)
    until = day_field(_("到"), required=False)
    who = CleanChar(label=_("只看某个账号（姓名或登录名）"), required=False, max_length=60)

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        until = found.get("until") or today()
        since = found.get("since") or until - dt.timedelta(days=6)
        if since > until:
            raise ValidationError(_("开始日期在结束日期之后，请调换。"))
        if (until - since).days > MOST_DAYS_OF_BREACH:
            raise ValidationError(_("一份报告最多看一年，请缩短期间。"))
        return {**found, "span": Period(since, until)}


class BreachForm(forms.Form):
    """What only people know; it goes onto the paper and is kept nowhere. All of it may be written in Word later."""

    found = forms.CharField(
        label=_("怎样发现的"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    cause = forms.CharField(
        label=_("原因判断"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    done = forms.CharField(
        label=_("系统以外采取的措施"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    contact = CleanChar(label=_("联系人和联系方式"), required=False, max_length=120)

    def said(self) -> Said:
        """What was written, of a valid form."""
        return Said(**{name: self.cleaned_data[name] for name in ("found", "cause", "done", "contact")})


class AskForm(forms.Form):
    """A question in an address; without a period it is this year up to today."""

    what = forms.ChoiceField(label=_("查什么"), required=False)
    group = forms.ChoiceField(label=_("怎样分"), choices=list(GROUPS.items()), required=False)
    since = day_field(_("从"), required=False)
    until = day_field(_("到"), required=False)
    unit = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=2**63 - 1)

    def __init__(self, *args: Any, may_count_members: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["what"].choices = [
            (code, name) for code, name in what_choices().items() if code != MEMBERS or may_count_members
        ]

    def question(self, unit: Unit) -> Question:
        """What was asked, of a valid form. Raises ValidationError where it makes no sense."""
        asked = self.cleaned_data
        until = asked.get("until") or today()
        since = asked.get("since") or until.replace(month=1, day=1)
        what = asked.get("what") or ALL
        found = Question(unit, what, Period(since, until), asked.get("group") or (KIND if what == ALL else UNIT))
        problem = problem_with(found)
        if problem:
            raise ValidationError(problem)
        return found


class SaveForm(forms.Form):
    """A name for a question."""

    name = CleanChar(label=_("名称"), max_length=20)
