"""Random years of a county: units are founded, merged, split, moved and dissolved; members join, transfer and leave.

Beside the real county runs a plain model of it, two dictionaries. At the end every past day is asked for: each member is in
exactly the branch of the model, each number of the tree is its sum, power follows the posts, the facts can be made anew.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from leitu.activities.tests import factories as activities
from leitu.changes import actions as changes
from leitu.core.clock import today
from leitu.core.errors import LeituError
from leitu.facts.derive import rebuild
from leitu.orgs.models import Unit, UnitLink, valid_on
from leitu.people import actions as people
from leitu.people.models import Membership, Post
from leitu.transfers import actions as transfers
from leitu.transfers.models import Transfer
from tests.cast import FULL, JOINED, County, build_county
from tests.reshaped import homes, in_order, roles
from tests.test_random_actions import facts_of

START = dt.datetime(2026, 3, 20, 9, tzinfo=dt.timezone(dt.timedelta(hours=8)))
BRANCH = "branch"
REFUSALS = (LeituError, ValidationError)


@dataclass
class Life:
    """The county and its model: who is where, what stands below what, today and on every day before."""

    county: County
    clock: Any
    home: dict[str, str] = field(default_factory=dict)
    above: dict[str, str] = field(default_factory=dict)
    past: dict[dt.date, tuple[dict[str, str], dict[str, str]]] = field(default_factory=dict)
    done: Counter[str] = field(default_factory=Counter)
    number: int = 0

    def __post_init__(self) -> None:
        self.home = homes(self.county, today())
        rows = Unit.objects.filter(tenant=self.county.tenant, parent__isnull=False)
        self.above = dict(rows.values_list("code", "parent__code"))

    # What there is to choose from.

    def unit(self, code: str) -> Unit:
        return Unit.objects.select_related("parent").get(tenant=self.county.tenant, code=code)

    def branches(self) -> list[str]:
        return sorted(code for code, above in self.above.items() if above in ("Q", "B"))

    def branch(self, number: int) -> str:
        return self.branches()[number % len(self.branches())]

    def sibling(self, code: str, number: int) -> str | None:
        others = [one for one in self.branches() if self.above[one] == self.above[code] and one != code]
        return others[number % len(others)] if others else None

    def members(self, code: str) -> list[str]:
        return sorted(name for name, home in self.home.items() if home == code)

    def somebody(self, number: int) -> str:
        return sorted(self.home)[number % len(self.home)]

    def membership(self, name: str) -> Membership:
        rows = Membership.objects.on(today()).filter(tenant=self.county.tenant, person__name=name)
        found: Membership = rows.select_related("person", "unit").get()
        return found

    def new(self, prefix: str) -> str:
        self.number += 1
        return f"{prefix}{self.number}"

    # What can happen: each tells the model only after the county has done it.

    def _change(self, kind: str, at: str, **given: Any) -> None:
        made = changes.prepare(actor=self.county.console, unit=self.unit(at), kind=kind, on=today(), **given)
        changes.carry_out(actor=self.county.console, change=made)

    def found(self, one: int, two: int) -> None:
        above, code = "QB"[one % 2], self.new("N")
        self._change("found", above, name=f"{code}党支部", code=code, unit_kind=BRANCH)
        self.above[code] = above

    def merge(self, one: int, two: int) -> None:
        code = self.branch(one)
        target = self.sibling(code, two)
        if target is None:
            return
        self._change("merge", code, target=self.unit(target))
        self._moved(code, target)

    def dissolve(self, one: int, two: int) -> None:
        code = self.branch(one)
        self._change("dissolve", code)
        self._moved(code, self.above[code])

    def _moved(self, code: str, target: str) -> None:
        self.home |= dict.fromkeys(self.members(code), target)
        self.above |= {low: target for low, above in self.above.items() if above == code}
        del self.above[code]

    def split(self, one: int, two: int) -> None:
        code, made = self.branch(one), self.new("N")
        leaving = self.members(code)[: 1 + two % 3]
        keys = [self.membership(name).person_id for name in leaving]
        self._change("split", code, name=f"{made}党支部", code=made, persons=keys)
        self.above[made] = self.above[code]
        self.home |= dict.fromkeys(leaving, made)

    def move(self, one: int, two: int) -> None:
        code = self.branch(one)
        target = "B" if self.above[code] == "Q" else "Q"
        self._change("move", code, target=self.unit(target))
        self.above[code] = target

    def join(self, one: int, two: int) -> None:
        code, name = self.branch(one), self.new("新人")
        given = {"joined_on": JOINED, "full_on": FULL, "since": today()}
        people.register_member(actor=self.county.console, unit=self.unit(code), name=name, **given)
        self.home[name] = code

    def leave(self, one: int, two: int) -> None:
        name = self.somebody(one)
        held = self.membership(name)
        given = {"ending": "died", "note": "登记", "version": held.version}
        people.end_membership(actor=self.county.console, membership=held, on=today(), **given)
        del self.home[name]

    def ask(self, one: int, two: int) -> None:
        """Under way it stays, until somebody receives."""
        held = self.membership(self.somebody(one))
        asked = transfers.ask(actor=self.county.console, membership=held, reason="work", to=self.unit(self.branch(two)))
        transfers.issue(actor=self.county.console, transfer=asked, valid_days=30)

    def receive(self, one: int, two: int) -> None:
        waiting = list(Transfer.objects.filter(tenant=self.county.tenant, side="in", state="issued").order_by("pk"))
        if waiting:
            arriving = waiting[one % len(waiting)]
            transfers.receive(actor=self.county.console, transfer=arriving)
            self.home[arriving.name] = arriving.unit.code

    def appoint(self, one: int, two: int) -> None:
        name = ("梅", "李强", "孙涛", "石磊")[one % 4]
        held = self.membership(name)
        given = {"title": Post.Title.SECRETARY, "since": today()}
        people.appoint(actor=self.county.console, unit=held.unit, person=held.person, **given)

    def meet(self, one: int, two: int) -> None:
        self.county.units["now"] = self.unit(self.branch(one))
        activities.in_state(self.county, "archived", unit="now", on=today(), starts_at=dt.time(8))

    def night(self, one: int, two: int) -> None:
        self.past[today()] = dict(self.home), dict(self.above)
        self.clock.shift(dt.timedelta(days=1 + one % 3))

    def live(self, steps: list[tuple[str, int, int]]) -> None:
        """What is refused leaves both as they were."""
        for name, one, two in steps:
            step: Callable[[int, int], None] = getattr(self, name)
            try:
                with transaction.atomic():
                    step(one, two)
            except (*REFUSALS, Membership.DoesNotExist):
                continue
            self.done[name] += 1
        self.night(0, 0)

    # What must be so.

    def check(self) -> None:
        for day, (home, above) in self.past.items():
            assert homes(self.county, day) == home, day
            assert self.numbers(day) == summed(home, above), day
        everything = facts_of_county(self.county)
        in_order(self.county)
        rebuild(self.county.tenant.pk)
        assert facts_of_county(self.county) == everything
        self.check_power()

    def numbers(self, day: dt.date) -> dict[str, int]:
        """How many members stand at and below each unit, by the closure of that day."""
        held = Membership.objects.on(day).filter(tenant=self.county.tenant).values_list("unit_id", flat=True)
        at = Counter(held)
        found: Counter[str] = Counter()
        links = UnitLink.objects.filter(valid_on(day), tenant=self.county.tenant, descendant_id__in=set(at))
        for code, below in links.values_list("ancestor__code", "descendant_id"):
            found[code] += at[below]
        return dict(found)

    def check_power(self) -> None:
        """Whoever has an account is secretary where he holds the post, and nowhere else."""
        for name in ("梅", "李强", "孙涛", "石磊"):
            posts = Post.objects.filter(
                valid_on(today()), tenant=self.county.tenant, person=self.county.persons[name], title="secretary"
            )
            held = {unit for role, unit in roles(self.county, name) if role == "secretary"}
            assert held == set(posts.values_list("unit__code", flat=True)), name


def summed(home: dict[str, str], above: dict[str, str]) -> dict[str, int]:
    """The same numbers from the model."""
    found: Counter[str] = Counter()
    for code in home.values():
        while code:
            found[code] += 1
            code = above.get(code, "")
    return dict(found)


def facts_of_county(county: County) -> dict[tuple[Any, ...], int]:
    return dict(Counter(facts_of(county.tenant.pk)))


KINDS = ("found", "merge", "split", "move", "dissolve", "join", "join", "leave", "ask", "receive", "appoint", "meet")
STEP = st.tuples(st.sampled_from([*KINDS, "night", "night"]), st.integers(0, 60), st.integers(0, 60))
WHOLE = [
    ("meet", 2, 0),
    ("join", 2, 0),
    ("ask", 3, 4),
    ("night", 0, 0),
    ("found", 1, 0),
    ("split", 3, 1),
    ("appoint", 2, 0),
    ("move", 0, 0),
    ("receive", 0, 0),
    ("night", 0, 0),
    ("merge", 4, 0),
    ("leave", 5, 0),
    ("ask", 1, 0),
    ("merge", 2, 1),
    ("receive", 0, 0),
    ("dissolve", 3, 0),
    ("dissolve", 2, 0),
    ("dissolve", 1, 0),
    ("dissolve", 0, 0),
    ("night", 2, 0),
    ("meet", 0, 0),
]


def lived(county: County, steps: list[tuple[str, int, int]]) -> Life:
    with time_machine.travel(START, tick=False) as clock:
        life = Life(county, clock)
        life.live(steps)
        life.check()
    return life


class LivesTest(TestCase):
    county: County

    @classmethod
    def setUpTestData(cls) -> None:
        with time_machine.travel(START, tick=False):
            cls.county = build_county("A")

    def test_every_kind_of_step_happens(self) -> None:
        done = lived(self.county, WHOLE).done
        assert {*KINDS, "night"} - set(done) == set(), done

    @settings(max_examples=6, suppress_health_check=[HealthCheck.too_slow], deadline=None, derandomize=True)
    @given(st.lists(STEP, min_size=8, max_size=30))
    def test_lives(self, steps: list[tuple[str, int, int]]) -> None:
        lived(self.county, steps)

    @pytest.mark.nightly
    @settings(max_examples=400, suppress_health_check=[HealthCheck.too_slow], deadline=None)
    @given(st.lists(STEP, min_size=20, max_size=120))
    def test_long_lives(self, steps: list[tuple[str, int, int]]) -> None:
        lived(self.county, steps)
