"""The small values that pages hand to components. Templates accept plain dicts with the same keys as well."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Text = str | Promise


class Mark(NamedTuple):
    """A state as people see it: never by colour alone, always a shape and a word."""

    shape: str
    label: Text
    tone: str


# Shapes are from GB 2312, so that every Chinese font has them at full width.
MARKS: dict[str, Mark] = {
    "met": Mark("●", _("正常"), "good"),
    "due_soon": Mark("▲", _("临期"), "warn"),
    "overdue": Mark("■", _("超期"), "bad"),
    "upcoming": Mark("○", _("未到期"), "quiet"),
    "waived": Mark("◇", _("免开"), "quiet"),
    "not_recorded": Mark("－", _("这里还不记录"), "quiet"),
    "late_entry": Mark("※", _("补录"), "quiet"),
    "planned": Mark("○", _("计划"), "quiet"),
    "notified": Mark("◎", _("已通知"), "info"),
    "under_way": Mark("◆", _("进行中"), "info"),
    "ended": Mark("□", _("已结束"), "warn"),
    "archived": Mark("●", _("已归档"), "good"),
    "cancelled": Mark("×", _("已取消"), "quiet"),
    "noted": Mark("○", _("已记下"), "quiet"),
    "published": Mark("●", _("已挂账"), "good"),
    "in_progress": Mark("●", _("办理中"), "good"),
    "close_requested": Mark("◎", _("待核查"), "info"),
    "closed": Mark("●", _("已销号"), "good"),
    "sent_back": Mark("▲", _("已退回"), "warn"),
    "reopened": Mark("▲", _("重新挂账"), "warn"),
    "set_aside": Mark("×", _("不挂账"), "quiet"),
    "over": Mark("●", _("已查完"), "good"),
    "draft": Mark("○", _("草稿"), "quiet"),
    "issued": Mark("●", _("已印发"), "good"),
    "submitted": Mark("◎", _("待支部确认"), "info"),
    "confirmed": Mark("●", _("已确认"), "good"),
    "done": Mark("●", _("做到"), "good"),
    "not_done": Mark("■", _("没做到"), "bad"),
    "not_applicable": Mark("◇", _("不适用"), "quiet"),
    "waiting": Mark("◎", _("待答复"), "info"),
    "upheld": Mark("●", _("已更正"), "good"),
    "refused": Mark("◇", _("维持"), "quiet"),
    "withdrawn": Mark("×", _("已撤回"), "quiet"),
    "present": Mark("●", pgettext_lazy("attendance", "到会"), "good"),
    "excused": Mark("◇", pgettext_lazy("attendance", "请假"), "quiet"),
    "absent": Mark("■", pgettext_lazy("attendance", "缺席"), "bad"),
    "expected": Mark("○", pgettext_lazy("attendance", "应到"), "quiet"),
}


@dataclass(frozen=True)
class Column:
    """A table column. ``sort`` is the value of ``?sort=`` that orders by it.

    ``numeric`` aligns to the right; ``narrow`` never breaks its lines (dates, codes). ``value`` is what an exported
    list says of a row: a path ("person.name", callables are called) or a function; ``width`` its width in characters.
    """

    label: Text
    sort: str = ""
    numeric: bool = False
    narrow: bool = False
    value: str | Callable[[Any], Any] = ""
    width: int = 16

    @property
    def css(self) -> str:
        return "is-number" if self.numeric else "is-narrow" if self.narrow else ""

    def of(self, row: Any) -> Any:
        """The value that this column has of a row; nothing on the way is nothing at the end."""
        if callable(self.value):
            return self.value(row)
        found = row
        for name in self.value.split("."):
            found = getattr(found, name, None) if found is not None else None
            found = found() if callable(found) else found
        return found


@dataclass(frozen=True)
class Link:
    """A place to go: a crumb, a tab, a chip, an entry of a menu.

    ``post`` turns it into a small POST form (for sign-out). ``count`` of None shows no number.
    """

    label: Text
    href: Text = ""
    icon: str = ""
    current: bool = False
    count: int | None = None
    post: bool = False


@dataclass(frozen=True)
class Section:
    """A titled group of the left rail."""

    label: Text
    items: Sequence[Link]


@dataclass(frozen=True)
class Nav:
    """What the page frame shows; built by ``portal`` and put into the context as ``nav``.

    ``phone`` is the bottom bar (at most four). ``search_href`` is the address of the search page, empty for none.
    ``note`` is what the page offers to write down about what it shows.
    ``alarm`` stands in red on every page until what it says is put right; ``hint`` is for the pages one begins with.
    """

    sections: Sequence[Section] = ()
    phone: Sequence[Link] = ()
    search_href: Text = ""
    user: str = ""
    user_items: Sequence[Link] = ()
    home_href: Text = "/"
    alarm: Link | None = None
    hint: Link | None = None
    note: Link | None = None


@dataclass(frozen=True)
class Step:
    """One step of a stepper; ``state`` is done, now or todo."""

    label: Text
    state: str = "todo"
    note: Text = ""


@dataclass(frozen=True)
class Dot:
    """One dot of a month strip; ``state`` is a key of MARKS, or "none" when nothing is owed."""

    label: Text
    state: str = "none"
    href: Text = ""
    title: Text = ""


@dataclass(frozen=True)
class Moment:
    """One line of a timeline. ``at`` is a date or an aware datetime; ``text`` a finished sentence."""

    at: Any
    text: Text
    who: Text = ""
    detail: Text = ""
    href: Text = ""
    mark: str = ""


@dataclass(frozen=True)
class RollLine:
    """One person of a roll. ``value`` is the chosen answer; ``locked`` shows it without a choice."""

    key: str
    name: str
    value: str = "present"
    note: Text = ""
    reason: str = ""
    locked: bool = False


@dataclass(frozen=True)
class Node:
    """A node of a tree list."""

    label: str
    href: Text = ""
    meta: Text = ""
    state: str = ""
    open: bool = False
    children: Sequence["Node"] = field(default_factory=tuple)


def steps(labels: Sequence[Text], at: int) -> list[Step]:
    """Steps in order: those before index ``at`` done, that one now, the rest to do. ``at`` past the end: all done."""
    return [
        Step(label, "done" if index < at else "now" if index == at else "todo") for index, label in enumerate(labels)
    ]
