"""Who is expected at an activity, by the register of its day: asked for one activity, or loaded once for many."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from leitu.activities.models import ActivityKind, Attendance
from leitu.core import ready
from leitu.core.order import stroke_key
from leitu.orgs.models import Unit, valid_on
from leitu.people.models import Exemption, FloatingRecord, Membership, Post, Suspension
from leitu.people.queries import with_marks

COMMITTEE = frozenset({Post.Title.SECRETARY, Post.Title.DEPUTY_SECRETARY}) | Post.COMMITTEE_TITLES
BATCH = 2000


@dataclass(frozen=True)
class Expected:
    """A person on the list of one activity. ``unit_id`` is the home branch, ``post`` the title in the committee."""

    person_id: int
    name: str
    unit_id: int
    is_voter: bool
    is_exempt: bool = False
    is_floating: bool = False
    is_lost: bool = False
    is_probationary: bool = False
    post: str = ""

    @property
    def usual(self) -> tuple[int, str]:
        """State and note when nobody says anything: present, except for those of whom the register knows better.

        Nobody is written down as present who is too ill to come, far away or out of contact: that would be a false
        record. The recorder changes it with one tap when they did come.
        """
        if self.is_exempt:
            return Attendance.State.EXCUSED, _("免于硬性要求")
        if self.is_lost:
            return Attendance.State.ABSENT, _("失去联系")
        if self.is_floating:
            return Attendance.State.EXCUSED, _("流动外出")
        return Attendance.State.PRESENT, ""


def expected_at(kind: ActivityKind, unit: Unit, day: dt.date) -> list[Expected]:
    """Everybody expected at a ``kind`` of ``unit`` on ``day``: committee by post, others by strokes of the name.

    Whoever is suspended (停止党籍) is not expected. Probationary members are, without a vote; a committee votes whole.
    """
    if kind.expected == ActivityKind.Expected.COMMITTEE:
        return _committee(unit, day)
    ask = _OF_GROUP if unit.kind == Unit.Kind.GROUP else _OF_BRANCH
    return _sorted(
        Expected(
            person_id,
            name,
            unit_id,
            is_voter=full_on is not None and full_on <= day,
            is_exempt=is_exempt,
            is_floating=is_floating,
            is_lost=lost_since is not None and lost_since <= day,
            is_probationary=full_on is None or full_on > day,
        )
        for person_id, name, unit_id, full_on, lost_since, is_exempt, is_floating, is_suspended in ask(
            tenant=unit.tenant_id, place=unit.pk, day=day
        )
        if not is_suspended
    )


def _members(tenant: int, day: dt.date, **place: int) -> "QuerySet[Any, Any]":
    """Memberships with what ``Expected`` says."""
    rows = with_marks(Membership.objects.on(day).filter(tenant_id=tenant, **place), day).order_by()
    return rows.values_list(
        "person_id", "person__name", "unit_id", "full_on", "lost_since", "is_exempt", "is_floating", "is_suspended"
    )


_OF_BRANCH = ready.Question(
    lambda tenant, place, day: _members(tenant, day, unit_id=place), tenant=int, place=int, day=dt.date
)
_OF_GROUP = ready.Question(
    lambda tenant, place, day: _members(tenant, day, group_id=place), tenant=int, place=int, day=dt.date
)


def _committee(unit: Unit, day: dt.date) -> list[Expected]:
    posts = Post.objects.filter(
        valid_on(day), tenant_id=unit.tenant_id, unit=unit, title__in=COMMITTEE, person_id__isnull=False
    )
    posts = posts.select_related("person").annotate(is_exempt=_dated(Exemption, day, "person_id"))
    rows = list(posts)
    homes = {row.person_id: row for row in _homes(unit.tenant_id, [post.person_id for post in rows], day)}
    found: dict[int, Expected] = {}
    for post in sorted(rows, key=lambda post: (_rank(post.title), stroke_key(post.person.name))):
        home = homes.get(post.person_id)
        if post.person_id not in found and not (home and home.is_suspended):
            found[post.person_id] = Expected(
                post.person_id,
                post.person.name,
                home.unit_id if home else unit.pk,
                is_voter=True,
                is_exempt=post.is_exempt,
                post=str(post.get_title_display()),
            )
    return list(found.values())


def _rank(title: str) -> int:
    return list(Post.Title.values).index(title)


def _dated(model: Any, day: dt.date, column: str) -> Exists:
    return Exists(model.objects.filter(valid_on(day), person_id=OuterRef(column)))


def _homes(tenant_id: int, person_ids: Sequence[int], day: dt.date) -> "QuerySet[Any, Any]":
    rows = Membership.objects.on(day).filter(tenant_id=tenant_id, person_id__in=person_ids)
    suspended = Suspension.objects.filter(valid_on(day), membership_id=OuterRef("pk"))
    return rows.annotate(is_suspended=Exists(suspended))


def homes_of(tenant_id: int, person_ids: Iterable[int], day: dt.date) -> dict[int, int]:
    """Person -> branch on ``day``, for those who belong to one."""
    rows = Membership.objects.on(day).filter(tenant_id=tenant_id, person_id__in=set(person_ids))
    return dict(rows.values_list("person_id", "unit_id"))


def _sorted(found: Iterable[Expected]) -> list[Expected]:
    return sorted(found, key=lambda one: (stroke_key(one.name), one.person_id))


Span = tuple[dt.date, dt.date]


@dataclass(frozen=True)
class Stay:
    """One membership, as short as it gets; ``suspended`` are the spans of 停止党籍."""

    person_id: int
    name: str
    unit_id: int
    group_id: int | None
    span: Span
    joined_on: dt.date | None
    full_on: dt.date | None
    lost_since: dt.date | None
    suspended: tuple[Span, ...]


class Register:
    """The register of many units, loaded in a few statements and asked for any day: for imports and bulk loads.

    Gives exactly what ``expected_at`` gives (a test compares them).
    """

    def __init__(self, tenant_id: int, unit_ids: Iterable[int]) -> None:
        self.tenant_id = tenant_id
        self._places: dict[int, list[Stay]] = defaultdict(list)
        self._by_person: dict[int, list[Stay]] = defaultdict(list)
        self._posts: dict[int, list[tuple[Span, str, int, str]]] = defaultdict(list)
        self._exempt: dict[int, list[Span]] = defaultdict(list)
        self._floating: dict[int, list[Span]] = defaultdict(list)
        for batch in _batches(sorted(set(unit_ids))):
            self._load(batch)

    def _load(self, unit_ids: list[int]) -> None:
        posts = Post.objects.filter(
            tenant_id=self.tenant_id, unit_id__in=unit_ids, title__in=COMMITTEE, person_id__isnull=False
        )
        holders = set()
        for unit_id, since, until, title, person_id, name in posts.values_list(
            "unit_id", "since", "until", "title", "person_id", "person__name"
        ):
            self._posts[unit_id].append(((since, until), title, person_id, name))
            holders.add(person_id)
        here = Q(unit_id__in=unit_ids) | Q(group_id__in=unit_ids)
        persons = self._load_stays(here, set(unit_ids))
        strangers = sorted(holders - persons)
        for batch in _batches(strangers):
            self._load_stays(Q(person_id__in=batch), set())
        for batch in _batches(sorted(persons | holders)):
            for model, into in ((Exemption, self._exempt), (FloatingRecord, self._floating)):
                rows = model._default_manager.filter(tenant_id=self.tenant_id, person_id__in=batch)
                for person_id, since, until in rows.values_list("person_id", "since", "until"):
                    into[person_id].append((since, until))

    def _load_stays(self, condition: Q, places: set[int]) -> set[int]:
        rows = Membership.objects.filter(condition, tenant_id=self.tenant_id)
        suspended: dict[int, list[Span]] = defaultdict(list)
        for key, since, until in Suspension.objects.filter(
            tenant_id=self.tenant_id, membership__in=rows.values("pk")
        ).values_list("membership_id", "since", "until"):
            suspended[key].append((since, until))
        columns = ("person_id", "person__name", "unit_id", "group_id", "joined_on", "full_on", "lost_since")
        persons = set()
        for key, since, until, *row in rows.values_list("pk", "since", "until", *columns):
            person_id, name, unit_id, group_id, joined, full_on, lost = row
            held = tuple(suspended.get(key, ()))
            stay = Stay(person_id, name, unit_id, group_id, (since, until), joined, full_on, lost, held)
            for place in {unit_id, group_id} & places:
                self._places[place].append(stay)
            self._by_person[person_id].append(stay)
            persons.add(person_id)
        return persons

    def expected(self, kind: ActivityKind, unit_id: int, day: dt.date) -> list[Expected]:
        """As ``expected_at``, from what was loaded."""
        if kind.expected == ActivityKind.Expected.COMMITTEE:
            return self._committee(unit_id, day)
        stays = [s for s in self._places[unit_id] if _holds(s.span, day) and not _any(s.suspended, day)]
        return _sorted(self._line(stay, day) for stay in stays)

    def belonging(self, unit_id: int, day: dt.date) -> list[Expected]:
        """Everybody who belongs to a branch or group on ``day``, whether expected or not (停止党籍)."""
        return [self._line(stay, day) for stay in self._places.get(unit_id, ()) if _holds(stay.span, day)]

    def joining_later(self, unit_id: int, day: dt.date) -> list[Expected]:
        """Who belongs to a branch or group now and joined the Party only after ``day``."""
        stays = self._places.get(unit_id, ())
        return [self._line(stay, day) for stay in stays if stay.joined_on is not None and stay.joined_on > day]

    def _line(self, stay: Stay, day: dt.date) -> Expected:
        is_full = stay.full_on is not None and stay.full_on <= day
        return Expected(
            stay.person_id,
            stay.name,
            stay.unit_id,
            is_voter=is_full,
            is_exempt=_any(self._exempt.get(stay.person_id, ()), day),
            is_floating=_any(self._floating.get(stay.person_id, ()), day),
            is_lost=stay.lost_since is not None and stay.lost_since <= day,
            is_probationary=not is_full,
        )

    def _committee(self, unit_id: int, day: dt.date) -> list[Expected]:
        posts = [post for post in self._posts[unit_id] if _holds(post[0], day)]
        found: dict[int, Expected] = {}
        for _span, title, person_id, name in sorted(posts, key=lambda post: (_rank(post[1]), stroke_key(post[3]))):
            home = next((s for s in self._by_person[person_id] if _holds(s.span, day)), None)
            if person_id not in found and not (home and _any(home.suspended, day)):
                found[person_id] = Expected(
                    person_id,
                    name,
                    home.unit_id if home else unit_id,
                    is_voter=True,
                    is_exempt=_any(self._exempt.get(person_id, ()), day),
                    post=str(Post.Title(title).label),
                )
        return list(found.values())


def _holds(span: Span, day: dt.date) -> bool:
    return span[0] <= day < span[1]


def _any(spans: Iterable[Span], day: dt.date) -> bool:
    return any(_holds(span, day) for span in spans)


def _batches(values: list[int]) -> Iterator[list[int]]:
    return (values[start : start + BATCH] for start in range(0, len(values), BATCH))
