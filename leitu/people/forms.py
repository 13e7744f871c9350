"""Shape and validity of input about persons, memberships and posts; the rules are in the actions."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from leitu.core.clock import today
from leitu.core.fields import CleanChar, IdNumberField, NameChar, day_field
from leitu.core.periods import FOREVER
from leitu.orgs.models import Unit
from leitu.people.actions.persons import SEALED
from leitu.people.codes import CodeTable, education, job, nation
from leitu.people.inviting import MEMBER
from leitu.people.models import Exemption, Membership, Person, Post
from leitu.people.queries import marked


def group_field(unit: Unit) -> forms.ModelChoiceField:
    """The groups below a branch."""
    groups = Unit.objects.filter(tenant_id=unit.tenant_id, parent=unit, kind=Unit.Kind.GROUP).existing_on(today())
    return forms.ModelChoiceField(label=_("党小组"), queryset=groups.order_by("name"), required=False)


class PersonFields(forms.Form):
    """The items of the national form about the person (rules.md §12.1)."""

    name = NameChar(label=_("姓名"), max_length=100)
    id_number = IdNumberField(
        label=_("公民身份证号"), max_length=32, required=False, help_text=_("出生日期和性别由号码推出。")
    )
    mobile = CleanChar(label=_("手机"), max_length=40, required=False)
    sex = forms.ChoiceField(label=_("性别"), choices=Person.Sex.choices, required=False)
    birth_on = day_field(_("出生日期"), required=False)
    nation = forms.ChoiceField(label=_("民族"), required=False)
    education = forms.ChoiceField(label=_("学历"), required=False)
    job = forms.ChoiceField(label=_("工作岗位"), required=False)
    landline = CleanChar(label=_("固定电话"), max_length=40, required=False)
    address = CleanChar(label=_("家庭住址"), max_length=300, required=False)

    folded: tuple[str, ...] = ("sex", "birth_on", "nation", "education", "job", "landline", "address")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tables: dict[str, CodeTable] = {"nation": nation, "education": education, "job": job}
        for name, table in tables.items():
            field: Any = self.fields[name]
            field.choices = [("", _("未填")), *((one.code, one.name) for one in table)]
        for name in SEALED:
            self.fields[name].widget.attrs["autocomplete"] = "off"  # no drafts on the device, no repeating on pages

    def clean_birth_on(self) -> Any:
        value = self.cleaned_data["birth_on"]
        if value and value > today():
            raise ValidationError(_("出生日期不能晚于今天。"))
        return value

    def clean_sex(self) -> str:
        return self.cleaned_data["sex"] or Person.Sex.UNKNOWN


class RegisterForm(PersonFields):
    joined_on = day_field(_("加入党组织日期"))
    full_on = day_field(_("转为正式党员日期"), required=False, help_text=_("预备党员不填。"))

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"] = group_field(unit)
        self.order_fields(["name", "id_number", "mobile", "joined_on", "full_on", "group"])

    folded = (*PersonFields.folded, "group")


class MembershipForm(forms.Form):
    joined_on = day_field(_("加入党组织日期"), required=False)
    full_on = day_field(_("转为正式党员日期"), required=False)

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"] = group_field(unit)


class EndMembershipForm(forms.Form):
    ending = forms.ChoiceField(label=_("减少原因"), choices=Membership.Ending.choices)
    on = day_field(_("从哪天起"), initial=today)
    note = CleanChar(label=_("依据或说明"), max_length=500)


class SuspendForm(forms.Form):
    since = day_field(_("从哪天起"), initial=today)
    note = CleanChar(label=_("依据或说明"), max_length=200)


class LiftForm(forms.Form):
    on = day_field(_("恢复日期"), initial=today)


class ExemptForm(forms.Form):
    ground = forms.ChoiceField(label=_("事由"), choices=Exemption.Ground.choices)
    since = day_field(_("起"), initial=today)
    until = day_field(_("止（当天失效）"), required=False)
    note = CleanChar(label=_("说明"), max_length=200, required=False)

    def clean_until(self) -> Any:
        return self.cleaned_data["until"] or FOREVER


class AppointForm(forms.Form):
    person = forms.ModelChoiceField(label=_("任职人"), queryset=Person.objects.none())
    title = forms.ChoiceField(label=_("职务"), choices=Post.Title.choices)
    since = day_field(_("任职日期"), initial=today)
    origin = forms.ChoiceField(label=_("产生方式"), choices=Post.Origin.choices, initial=Post.Origin.ELECTED)

    def __init__(self, *args: Any, people: "QuerySet[Any]", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["person"]
        field.queryset = people


class LeaveForm(forms.Form):
    on = day_field(_("卸任日期"), initial=today)


class RevealForm(forms.Form):
    reason = CleanChar(label=_("查看原因"), max_length=200, help_text=_("会记入操作记录，本人看得到。"))


class MemberFilter(forms.Form):
    stage = forms.ChoiceField(label=_("类别"), choices=[("", _("全部类别")), *Membership.Stage.choices], required=False)
    mark = forms.ChoiceField(
        label=_("标记"),
        choices=[
            ("", _("全部")),
            ("floating", _("流动党员")),
            ("exempt", _("免于硬性要求")),
            ("suspended", _("停止党籍")),
            ("lost", _("失去联系")),
        ],
        required=False,
    )
    unit = forms.CharField(required=False, widget=forms.HiddenInput)

    def filter(self, rows: "QuerySet[Any]") -> "QuerySet[Any]":
        stage, mark = self.cleaned_data["stage"], self.cleaned_data["mark"]
        full = Q(full_on__isnull=False, full_on__lte=today())
        if stage:
            rows = rows.filter(full if stage == Membership.Stage.FULL else ~full)
        if mark == "lost":
            return rows.filter(lost_since__isnull=False)
        return marked(rows, mark, today()) if mark else rows


class InviteManyForm(forms.Form):
    """Who of an area is invited: holders of posts, or everybody on the register."""

    titles = forms.MultipleChoiceField(
        label=_("还没有账号的"),
        choices=[*Post.Title.choices, (MEMBER, _("全体党员"))],
        widget=forms.CheckboxSelectMultiple,
        initial=[Post.Title.SECRETARY, Post.Title.DEPUTY_SECRETARY],
    )
