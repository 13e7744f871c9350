"""What pages and papers say about rounds and visits."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from leitu.core.actor import Actor
from leitu.core.clock import today
from leitu.inspections import policies
from leitu.inspections.models import Inspection, Round
from leitu.inspections.queries import Coverage
from leitu.ui.parts import Link
from leitu.ui.templatetags.dates import plain_day

VERDICTS = {
    "ok": (gettext_lazy("没问题"), "good"),
    "problem": (gettext_lazy("有问题"), "bad"),
    "not_applicable": (gettext_lazy("不适用"), "quiet"),
}


def places(actor: Actor, here: str) -> list[Link]:
    """The pages of inspections that have something for this reader."""
    goes, plans = policies.INSPECT.allowed_anywhere(actor), policies.MANAGE.allowed_anywhere(actor)
    offered = [
        ("inspections:today", _("我要去的"), goes),
        ("inspections:rounds", _("安排"), goes or plans),
        ("inspections:list", _("检查记录"), True),
        ("inspections:calendar", _("日历"), goes),
        ("inspections:checklists", _("检查清单"), True),
    ]
    return [Link(label, reverse(name), current=name == here) for name, label, is_for in offered if is_for]


def progress(row: Round, visited: int) -> str:
    """已查 12/20 家（60%）."""
    if not row.in_scope:
        return ""
    words = {"visited": visited, "units": row.in_scope, "percent": visited * 100 // row.in_scope}
    return _("已查 %(visited)s/%(units)s 家（%(percent)s%%）") % words


def round_line(row: Round, visited: int) -> str:
    """Whose, when, and how far: the grey line of a row."""
    span = _("%(since)s至%(until)s") % {"since": plain_day(row.starts_on), "until": plain_day(row.ends_on)}
    parts = [row.get_kind_display(), row.unit.name, span, progress(row, visited)]
    return " · ".join(part for part in parts if part)


def missing(coverage: Coverage) -> str:
    """还差 7 家 behind the meter, or that the target is reached."""
    if coverage.is_reached:
        return _("已达到目标")
    return ngettext("还差 %(count)s 家", "还差 %(count)s 家", coverage.missing) % {"count": coverage.missing}


def visit_line(row: Inspection) -> str:
    """By whom, in what, and what came of it: the grey line of a row."""
    found = ngettext("发现 %(count)s 个问题", "发现 %(count)s 个问题", row.found) % {"count": row.found}
    return " · ".join([plain_day(row.on), row.round.title, row.by_label, found if row.found else _("没有发现问题")])


def silence(row: Inspection) -> str:
    """That the unit has said nothing yet, and for how long: it is neither a yes nor a no."""
    days = (today() - row.on).days
    return ngettext("支部还没有回话，%(days)s 天了", "支部还没有回话，%(days)s 天了", days) % {"days": days}


def state_of(row: Inspection) -> dict[str, Any]:
    """The mark of a visit."""
    return {"state": row.state, "label": row.get_state_display()}
