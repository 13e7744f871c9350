"""The file of an exported list: who took it, when, narrowed by what, in words above the rows and at the foot."""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from leitu.core.actor import Actor
from leitu.core.clock import now
from leitu.core.errors import NotAllowed
from leitu.core.periods import FOREVER
from leitu.core.sheets import Heading, Leaf, Value, separated, workbook
from leitu.orgs.access import grants_of
from leitu.orgs.models import Unit
from leitu.ui.exporting import Handout

MOST_ROWS = 20_000
"""Rows of one file: about two seconds of one processor, and no sheet that anybody reads is longer."""
UNKNOWN = dt.date(1900, 1, 1)
MOST_ROWS_OF_PDF = 1_000
"""Some forty pages: whoever needs more reads it on the screen, or as a sheet."""
Print = Callable[[str, list[tuple[str, int]], list[list[str]], list[str], str], bytes]
_printers: list[Print] = []


def register_printer(make: Print) -> None:
    """Declare what makes a PDF of (title, columns with their widths, rows, lines above them, maker); from ``apps.py``."""
    _printers[:] = [make]


def require(actor: Actor, handout: Handout) -> None:
    """Whoever may see the list may take it along. Raises NotAllowed, ValidationError (too long)."""
    if handout.unit is not None:
        handout.permission.require(actor, handout.unit)
    elif not handout.permission.allowed_anywhere(actor):
        raise NotAllowed(_("您没有查看这份名单的权限。"))
    most = MOST_ROWS_OF_PDF if handout.form == "pdf" else MOST_ROWS
    if handout.count > most:
        raise ValidationError(
            _("共 %(number)s 条，一个文件最多 %(most)s 条。请先用条件缩小范围，或者只选一个党组织。"),
            params={"number": handout.count, "most": most},
        )


def unit_of(actor: Actor, handout: Handout) -> int:
    """The unit under which the export is on record: that of the list, or the lowest known above all its rows."""
    if handout.unit is not None:
        return int(handout.unit.pk)
    if not hasattr(handout.permission, "name"):
        return 0
    held = {grant.unit_id for grant in grants_of(actor, handout.permission)}
    if len(held) == 1:
        return held.pop()
    root = Unit.objects.filter(tenant_id=actor.tenant_id, parent__isnull=True).order_by("pk").first()
    return root.pk if root is not None else 0


def paper(actor: Actor, handout: Handout, purpose: str, approver: str = "") -> bytes:
    """The list in the form that was asked for; ``approver`` is the second person, where there was one."""
    at = timezone.localtime(now())
    by = _("%(who)s 于 %(at)s 导出") % {"who": actor.label, "at": f"{at:%Y-%m-%d %H:%M}"}
    if handout.form == "csv":
        return separated([str(column.label) for column in handout.columns], _plain(handout), by)
    lines = [by, _("条件：%(filters)s") % {"filters": handout.filters or _("没有筛选，全部")}]
    if handout.summary:
        lines.append(handout.summary)
    if purpose:
        lines.append(_("用途：%(purpose)s") % {"purpose": purpose})
    if approver:
        lines.append(_("批准：%(who)s") % {"who": approver})
    if handout.form == "pdf":
        columns = [(str(column.label), int(column.width or 12)) for column in handout.columns]
        return _printers[0](handout.title, columns, list(_printed(handout)), lines[1:], by)
    headings = [Heading(str(column.label), column.width) for column in handout.columns]
    return workbook([Leaf(handout.title, headings, _cells(handout), handout.title, lines)], footer=f"{by} {purpose}")


def _cells(handout: Handout) -> Iterator[list[Value]]:
    for row in handout.rows:
        yield [_cell(value) for value in row]


def _printed(handout: Handout) -> Iterator[list[str]]:
    """The rows as people read them on paper."""
    for row in handout.rows:
        values = [_cell(value) for value in row]
        yield ["" if value is None else str(value) for value in values]


def _plain(handout: Handout) -> Iterator[list[str]]:
    """The rows as text; moments to the second, for whoever puts them beside another log."""
    for row in handout.rows:
        values = [f"{timezone.localtime(v):%Y-%m-%d %H:%M:%S}" if isinstance(v, dt.datetime) else _cell(v) for v in row]
        yield ["" if value is None else str(value) for value in values]


def _cell(value: Any) -> Value:
    """A day that only stands for "unknown" or "no end" is an empty cell, and what is no number or day is text."""
    if value in (UNKNOWN, FOREVER):
        return None
    if isinstance(value, dt.datetime):
        return timezone.localtime(value).date()
    return value if value is None or isinstance(value, dt.date | dt.time) else str(value)
