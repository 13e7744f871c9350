"""Entries as sentences, built when they are read, in the reader's language. Each app says its own verbs."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from leitu.audit.models import Entry
from leitu.audit.record import timeline
from leitu.ui.parts import Moment

Sentence = str | Promise
_sentences: dict[str, Sentence] = {}


def say(sentences: Mapping[str, Sentence]) -> None:
    """Register sentences by verb; placeholders are keys of the entry's data. Called from ``apps.py``."""
    _sentences.update(sentences)


def verbs() -> set[str]:
    """All verbs that have a sentence."""
    return set(_sentences)


class _Data(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "—"


def sentence(entry: Entry) -> str:
    """What the entry says. A verb that no installed app knows is shown as it is stored."""
    known = _sentences.get(entry.verb)
    if known is None:
        return _("操作：%(verb)s") % {"verb": entry.verb}
    plain = {k: "—" if v in (None, "") else v for k, v in entry.data.items()}
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
