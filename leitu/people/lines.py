"""The lines of a member's record: what he reads of himself, and what one can object to.

Each line has a short name such as ``person-mobile`` or ``post-12``. Apps above register their own kinds
(attendances), so that nothing a member sees of himself is beyond objection.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leitu.core.sealed import mask
from leitu.people.models import Exemption, FloatingRecord, Membership, Objection, Person, Post, Suspension
from leitu.people.wording import LABELS, person_words, span_words
from leitu.ui.templatetags.dates import plain_day

OTHER = "other"
"""What stands in no line: something left out, or anything else to say."""
LONGEST = 200
SEALED = ("id_number", "mobile", "landline", "address")


@dataclass(frozen=True)
class Line:
    """One line as it reads now: 手机 *******1111. ``mend_href``: where whoever keeps the register puts it right.

    ``sealed`` names the item that may be revealed; its value is masked and is never kept with an objection.
    """

    ref: str
    label: str
    value: str = ""
    mend_href: str = ""
    sealed: str = ""

    @property
    def kept(self) -> str:
        """What an objection keeps of the line: how it read then."""
        with_value = f"{self.label}：{self.value}" if self.value and not self.sealed else self.label
        return with_value[:LONGEST]


@dataclass(frozen=True)
class Section:
    """Lines that belong together."""

    code: str
    title: str | Promise
    lines: list[Line]


Resolver = Callable[[Person, str], Line | None]
"""From a person and the rest of the name (``mobile``, ``12``) to the line; None when it is not his."""
_resolvers: dict[str, Resolver] = {}


def register_lines(kind: str, resolver: Resolver) -> None:
    """Declare a kind of line. Called from ``apps.py``."""
    _resolvers[kind] = resolver


def line_of(person: Person, ref: str) -> Line | None:
    """The line of that name in the record of ``person``; None when there is none."""
    kind, _dash, rest = ref.partition("-")
    resolver = _resolvers.get(kind)
    return resolver(person, rest) if resolver is not None else None


def key_of(rest: str) -> int:
    """The key in a line's name; -1, which no row has, for anything else."""
    return int(rest) if rest.isascii() and rest.isdigit() and len(rest) < 19 else -1


# The items about the person.


def person_line(person: Person, name: str) -> Line:
    """One item; what is sealed is masked."""
    href = reverse("people:correct_person", args=[person.pk])
    if name in SEALED:
        masked = mask(person.unseal(name))
        return Line(f"person-{name}", str(LABELS[name]), masked, href, name if masked else "")
    return Line(f"person-{name}", str(LABELS[name]), person_words(person)[name], href)


def _of_person(person: Person, rest: str) -> Line | None:
    return person_line(person, rest) if rest in LABELS else None


# Rows of the register: one line each.


@dataclass(frozen=True)
class Rows:
    """A kind of row: how to find a person's, what they are called together, how one reads."""

    model: type[Model]
    path: str
    title: str | Promise
    words: Callable[[Any], tuple[str, str]]
    related: tuple[str, ...] = ()
    mend: Callable[[Any], str] | None = None

    def of(self, person: Person) -> Any:
        """All rows of that person, the newest first."""
        rows = self.model._default_manager.filter(Q(**{self.path: person}), tenant_id=person.tenant_id)
        return rows.select_related(*self.related).order_by("-until", "-since", "-pk")

    def line(self, kind: str, person: Person, row: Any) -> Line:
        label, value = self.words(row)
        mend = self.mend(row) if self.mend else person.get_absolute_url()
        return Line(f"{kind}-{row.pk}", label, value, mend)


def _membership(row: Membership) -> tuple[str, str]:
    facts = [span_words(row)]
    if row.group:
        facts.append(row.group.name)
    if row.joined_on:
        facts.append(_("入党 %(day)s") % {"day": plain_day(row.joined_on)})
    if row.full_on:
        facts.append(_("转正 %(day)s") % {"day": plain_day(row.full_on)})
    if row.lost_since:
        facts.append(_("%(day)s 起失去联系") % {"day": plain_day(row.lost_since)})
    if row.ending:
        facts.append(str(row.get_ending_display()))
    return row.unit.name, "，".join(facts)


def _with_note(row: Any) -> str:
    return f"{span_words(row)}，{row.note}" if row.note else span_words(row)


ROWS: dict[str, Rows] = {
    "membership": Rows(
        Membership,
        "person",
        gettext_lazy("党籍"),
        _membership,
        ("unit", "group"),
        lambda row: reverse("people:correct_membership", args=[row.pk]),
    ),
    "suspension": Rows(
        Suspension, "membership__person", gettext_lazy("停止党籍"), lambda row: (_("停止党籍"), _with_note(row))
    ),
    "post": Rows(
        Post,
        "person",
        gettext_lazy("任职"),
        lambda row: (f"{row.unit.name}{row.get_title_display()}", span_words(row)),
        ("unit",),
    ),
    "exemption": Rows(
        Exemption,
        "person",
        gettext_lazy("免于硬性要求"),
        lambda row: (str(row.get_ground_display()), _with_note(row)),
    ),
    "floating": Rows(
        FloatingRecord,
        "person",
        gettext_lazy("流动"),
        lambda row: (row.destination or _("外出"), span_words(row)),
    ),
}


def _of_row(kind: str) -> Resolver:
    def resolve(person: Person, rest: str) -> Line | None:
        row = ROWS[kind].of(person).filter(pk=key_of(rest)).first()
        return ROWS[kind].line(kind, person, row) if row is not None else None

    return resolve


def _of_answer(person: Person, rest: str) -> Line | None:
    """An appeal: against what was answered to an earlier objection."""
    rows = Objection.objects.filter(tenant_id=person.tenant_id, person=person, pk=key_of(rest))
    row = rows.exclude(outcome="").first()
    if row is None:
        return None
    return Line(f"objection-{row.pk}", _("申诉：%(label)s") % {"label": row.label}, "", person.get_absolute_url())


def _other(person: Person, rest: str) -> Line | None:
    return Line(OTHER, _("其他要说的"), "", person.get_absolute_url()) if not rest else None


def record_of(
    person: Person, names: Iterable[str] = tuple(LABELS), homes: Sequence[Membership] | None = None
) -> list[Section]:
    """Everything that the register says of a person, line by line; sections without a line are left out.

    ``names``: which items about the person. ``homes``: the memberships, the newest first, where they were read already.
    """
    found = [Section("person", gettext_lazy("基本信息"), [person_line(person, name) for name in names])]
    for kind, rows in ROWS.items():
        stored = homes if kind == "membership" and homes is not None else rows.of(person)
        found.append(Section(kind, rows.title, [rows.line(kind, person, row) for row in stored]))
    return [section for section in found if section.lines]


def waiting_lines(person: Person) -> set[str]:
    """The lines that wait for an answer; not asked again where the objections of the person were read."""
    return {one.line for one in person.objections.all() if one.is_waiting}


def object_href(person: Person, ref: str) -> str:
    """Where one objects to a line."""
    return reverse("people:object_to", args=[person.pk, ref])


def shown(
    person: Person,
    *,
    may_reveal: bool,
    may_object: bool = True,
    back: str = "",
    homes: Sequence[Membership] | None = None,
) -> list[dict[str, Any]]:
    """The record for a page: each line with its links. ``back``: where an objection leads back to, "confirm" or "";
    ``homes`` as in ``record_of``."""
    waiting, query = waiting_lines(person), f"?back={back}" if back else ""
    return [
        {
            "title": section.title,
            "lines": [
                {
                    "label": line.label,
                    "value": line.value,
                    "reveal_href": reverse("people:reveal", args=[person.pk, line.sealed])
                    if line.sealed and may_reveal
                    else "",
                    "is_waiting": line.ref in waiting,
                    "object_href": f"{object_href(person, line.ref)}{query}" if may_object else "",
                }
                for line in section.lines
            ],
        }
        for section in record_of(person, homes=homes)
    ]


def register_own() -> None:
    """The kinds that this app knows."""
    register_lines("person", _of_person)
    register_lines("objection", _of_answer)
    register_lines(OTHER, _other)
    for kind in ROWS:
        register_lines(kind, _of_row(kind))
