"""Words about the register that several pages and papers share."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leitu.orgs.models import Dated
from leitu.people.codes import CodeTable, UnknownCode, education, job, nation
from leitu.people.models import Person
from leitu.ui.templatetags.dates import plain_day

LABELS: dict[str, Any] = {
    "name": gettext_lazy("姓名"),
    "sex": gettext_lazy("性别"),
    "birth_on": gettext_lazy("出生日期"),
    "nation": gettext_lazy("民族"),
    "education": gettext_lazy("学历"),
    "job": gettext_lazy("工作岗位"),
    "id_number": gettext_lazy("公民身份证号"),
    "mobile": gettext_lazy("手机"),
    "landline": gettext_lazy("固定电话"),
    "address": gettext_lazy("家庭住址"),
}
"""What the items about a person are called."""

OBJECTION_MARKS: dict[str, tuple[str, Any]] = {
    "waiting": ("upcoming", gettext_lazy("等待答复")),
    "due_soon": ("due_soon", gettext_lazy("快到期限")),
    "overdue": ("overdue", gettext_lazy("超期没有答复")),
    "answered": ("met", gettext_lazy("已答复")),
    "withdrawn": ("cancelled", gettext_lazy("已撤回")),
}
"""How the state of an objection (Objection.state_on) is shown: the key of a mark, and its word."""


def code_name(table: CodeTable, code: str) -> str:
    """The name of a stored code; the code itself when the table no longer knows it, nothing for none."""
    if not code:
        return ""
    try:
        return table.get(code).name
    except UnknownCode:
        return code


def person_words(person: Person) -> dict[str, str]:
    """The items about the person that are not sealed, in words; empty where nothing is known."""
    return {
        "name": person.name,
        "sex": str(person.get_sex_display()),
        "birth_on": plain_day(person.birth_on),
        "nation": code_name(nation, person.nation),
        "education": code_name(education, person.education),
        "job": code_name(job, person.job),
    }


def span_words(row: Dated) -> str:
    """From when until when a dated row holds: 2020年7月1日 – 至今."""
    since = plain_day(row.since) or _("一直")
    until = _("至今") if row.is_open else plain_day(row.until)
    return f"{since} – {until}"
