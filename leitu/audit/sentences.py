"""Entries as sentences, built when they are read, in the reader's language. Each app says its own verbs."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leitu.audit.models import Entry
from leitu.audit.record import timeline
from leitu.ui.parts import Moment
from leitu.ui.templatetags.dates import month, plain_day

Sentence = str | Promise
DAY = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", re.ASCII)
MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])", re.ASCII)
_sentences: dict[str, Sentence] = {}
AREAS: Mapping[str, Sentence] = {
    "activities": gettext_lazy("组织生活"),
    "people": gettext_lazy("党员和职务"),
    "duplicates": gettext_lazy("重复登记"),
    "transfers": gettext_lazy("组织关系转接"),
    "floating": gettext_lazy("流动党员"),
    "orgs": gettext_lazy("党组织和授权"),
    "approvals": gettext_lazy("请示与批准"),
    "norms": gettext_lazy("应办事项"),
    "matters": gettext_lazy("问题和任务"),
    "integrity": gettext_lazy("廉政监督"),
    "thematic": gettext_lazy("专题报告"),
    "reports": gettext_lazy("导出和报告"),
    "notices": gettext_lazy("通知"),
    "accounts": gettext_lazy("账号和登录"),
    "oversight": gettext_lazy("核对和清理"),
    "backups": gettext_lazy("备份和恢复"),
    "config": gettext_lazy("安装"),
}


def say(sentences: Mapping[str, Sentence]) -> None:
    """Register sentences by verb; placeholders are keys of the entry's data. Called from ``apps.py``."""
    _sentences.update(sentences)


def verbs() -> set[str]:
    """All verbs that have a sentence."""
    return set(_sentences)


class _Data(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "—"


def _shown(value: Any) -> Any:
    """Days and months as readers write them; entries keep them as 2026-10-01 and 2026-10."""
    if value in (None, ""):
        return "—"
    try:
        if isinstance(value, str) and DAY.fullmatch(value):
            return plain_day(dt.date.fromisoformat(value)) or "—"
        if isinstance(value, str) and MONTH.fullmatch(value):
            return month(dt.date.fromisoformat(f"{value}-01"))
    except ValueError:
        pass  # the 31st of February is what somebody typed, and no date
    return value


def sentence(entry: Entry) -> str:
    """What the entry says. A verb that no installed app knows is shown as it is stored."""
    known = _sentences.get(entry.verb)
    if known is None:
        return _("操作：%(verb)s") % {"verb": entry.verb}
    plain = {k: _shown(v) for k, v in entry.data.items()}
    return str(known) % _Data(plain, object=entry.object_label)


def moments(obj: models.Model, limit: int = 50) -> list[Moment]:
    """The timeline of one object for the page; the caller has checked that the reader may see the object."""
    return said(timeline(obj, limit))


def said(entries: Iterable[Entry]) -> list[Moment]:
    """Entries as lines of a timeline. ``helper`` in an entry's data: who acted in the place of whom it concerns."""
    return [
        Moment(at=entry.at, text=sentence(entry), who=entry.actor_label, detail=by_proxy(entry.data.get("helper", "")))
        for entry in entries
    ]


def by_proxy(helper: str) -> str:
    """What marks an act that somebody did for another."""
    return _("由 %(helper)s 代办") % {"helper": helper} if helper else ""


def areas() -> list[tuple[str, Sentence]]:
    """The areas of verbs, (first part, name): those of which somebody has told a sentence."""
    spoken = {verb.partition(".")[0] for verb in _sentences}
    return [(name, label) for name, label in AREAS.items() if name in spoken]
