"""The words of a bulletin (督查简报): drafted from the numbers of a round, without a name; people write on from there."""

from django.utils.translation import gettext as _

from leitu.inspections.models import Round
from leitu.inspections.queries import Outcome
from leitu.ui.templatetags.dates import plain_day

MOST_LINES = 3


def title_of(row: Round) -> str:
    """某轮检查情况简报."""
    return _("%(title)s情况简报") % {"title": row.title}


def draft(row: Round, found: Outcome) -> str:
    """Five paragraphs: how far it went, what is good, what was found, what became of it, what the branches say."""
    coverage = found.coverage
    whole = {
        "since": plain_day(row.starts_on),
        "until": plain_day(row.ends_on),
        "body": row.unit.name,
        "kind": row.get_kind_display(),
        "visited": coverage.visited,
        "units": coverage.units,
        "percent": coverage.percent or 0,
        "target": coverage.target,
        "looked": coverage.looked_at,
        "owed": coverage.owed,
    }
    parts = [
        _(
            "一、总体情况。%(since)s至%(until)s，%(body)s开展%(kind)s，查到党组织 %(visited)s 个，占范围内 %(units)s 个的"
            " %(percent)s%%（目标 %(target)s%%）；看过应办事项 %(looked)s 项，范围内应办 %(owed)s 项。"
        )
        % whole,
        _("二、好的方面。%(clean)s 个党组织没有发现问题。") % {"clean": found.clean},
        _problems(found),
        _("四、整改情况。已挂账 %(published)s 件，其中已销号 %(closed)s 件，超期 %(overdue)s 件。")
        % {"published": found.published, "closed": found.closed, "overdue": found.overdue},
        _("五、支部的话。%(confirmed)s 份记录支部已经确认，其中 %(remarked)s 份写了说明；%(silent)s 份还没有回话。")
        % {"confirmed": found.confirmed, "remarked": found.remarked, "silent": found.silent},
    ]
    return "\n\n".join(parts)


def _problems(found: Outcome) -> str:
    if not found.found:
        return _("三、发现的问题。这一轮没有发现问题。")
    told = [
        _("“%(line)s” %(count)s 个") % {"line": line or _("清单以外的"), "count": count}
        for line, count in found.by_line[:MOST_LINES]
    ]
    words = {"found": found.found, "units": found.units_found, "lines": "，".join(told)}
    return _("三、发现的问题。共 %(found)s 个，涉及 %(units)s 个党组织。比较集中的：%(lines)s。") % words
