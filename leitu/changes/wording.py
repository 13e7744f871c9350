"""How changes are told."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leitu.changes.models import Change
from leitu.changes.movers import movers
from leitu.changes.queries import Line

Kind, State = Change.Kind, Change.State

WHAT: dict[str, Any] = {
    Kind.FOUND: gettext_lazy("在它下面新建一个党组织。"),
    Kind.RENAME: gettext_lazy("换个名称，以前的名称留在沿革里。"),
    Kind.MOVE: gettext_lazy("换一个上级，连同下面的党组织、党员和没办完的事一起过去。"),
    Kind.MERGE: gettext_lazy("并入同一上级下的另一个党组织，党员、党小组和没办完的事一起转过去，原来的撤销。"),
    Kind.SPLIT: gettext_lazy("分出一个新的党支部，选哪些党员和党小组过去。"),
    Kind.DISSOLVE: gettext_lazy("不再设这个党组织。有党员的，选他们转到哪个党支部；其他的交给上级。"),
}
BASIS = ("document", "decided_on", "approver", "note")
"""Fields of the basis, which may stay empty."""
COLUMNS = gettext_lazy("事项|调整前|转过去|留下|到此为止|调整后")
STATES: dict[str, str] = {
    State.PREPARED: "planned",
    State.SCHEDULED: "notified",
    State.DONE: "met",
    State.REFUSED: "overdue",
    State.WITHDRAWN: "cancelled",
    State.UNDONE: "waived",
}
"""The mark of each state; its word is that of the change."""


def headline(change: Change) -> str:
    """One line: what becomes of what."""
    words = {"unit": change.unit.name, "name": change.name, "target": change.target.name if change.target else ""}
    if change.kind == Kind.FOUND:
        return _("%(unit)s之下新建%(name)s") % words
    if change.kind == Kind.RENAME:
        return _("%(unit)s更名为%(name)s") % words
    if change.kind == Kind.MOVE:
        return _("%(unit)s划归%(target)s") % words
    if change.kind == Kind.MERGE:
        return _("%(unit)s并入%(target)s") % words
    if change.kind == Kind.SPLIT:
        return _("%(unit)s分出%(name)s") % words
    return _("撤销%(unit)s") % words


def lines_of(change: Change) -> list[Line]:
    """The counts that were taken when it was carried out."""
    labels = {mover.code: mover.label for mover in movers()}
    return [
        Line(row["code"], labels[row["code"]], row["before"], row["goes"], row["ends"])
        for row in change.result.get("lines", [])
        if row["code"] in labels
    ]
