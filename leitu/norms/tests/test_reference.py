"""The engine in sets answers as the plain reference does, whatever the register and the facts are."""

import datetime as dt
from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from leitu.core.periods import BEGINNING, FOREVER
from leitu.norms.duties import Question, duties, duty_of, summary, summary_by_child
from leitu.norms.duty import State
from leitu.norms.register import Scope
from leitu.norms.tests import reference
from leitu.norms.tests.factories import Place, pack_text
from leitu.orgs.models import Unit, UnitState

pytestmark = pytest.mark.django_db
KINDS = [
    "branch",
    "branch",
    "joint_branch",
    "temporary_branch",
    "floating_branch",
    "group",
    "general_branch",
    "committee",
]
# Few days, most of them at the edges of periods, so that they meet.
DAYS = st.sampled_from(
    [
        dt.date(year, month, day)
        for year, month, day in (
            (2023, 12, 31), (2024, 1, 1), (2024, 2, 28), (2024, 2, 29), (2024, 3, 1), (2024, 3, 31), (2024, 4, 1),
            (2024, 5, 15), (2024, 6, 30), (2024, 7, 1), (2024, 8, 31), (2024, 9, 30), (2024, 10, 1), (2024, 11, 30),
            (2024, 12, 1), (2024, 12, 31), (2025, 1, 1), (2025, 1, 31), (2025, 2, 28), (2025, 3, 1),
        )
    ]
)  # fmt: skip
MAYBE = st.none() | DAYS
EXAMPLES = (settings.default.max_examples if settings.default else 100) // 6  # each is a whole register
FACTS = ["general_meeting", "committee_meeting", "group_meeting", "theme_day", "lecture", "organisational_life_meeting"]
TITLES = ["secretary", "organisation_officer", "committee_member", "deputy_secretary"]


@st.composite
def spans(draw: Any) -> tuple[dt.date, dt.date]:
    """since, until: open at either end, or a span of at least a day."""
    since, until = draw(st.just(BEGINNING) | DAYS), draw(st.just(FOREVER) | DAYS)
    return (since, until) if since < until else (until, FOREVER)


UNITS = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(KINDS),
        "was": st.none() | st.tuples(st.sampled_from(KINDS), DAYS),
        "sector": st.sampled_from(["", "village", "office"]),
        "has_committee": st.sampled_from([None, None, True, False]),
        "founded_on": MAYBE,
        "dissolved_on": MAYBE,
        "facts": st.lists(st.tuples(st.sampled_from(FACTS), DAYS, st.sampled_from(["1", "1", "2", "0.5"])), max_size=8),
        "steady": st.integers(0, 7),
        "members": st.lists(st.tuples(spans(), MAYBE, st.none() | spans()), max_size=4),
        "posts": st.lists(st.tuples(st.sampled_from(TITLES), spans()), max_size=3),
        "terms": st.dictionaries(DAYS, MAYBE, max_size=2),
        "waivers": st.sets(st.tuples(st.sampled_from(["theme-day", "general-meeting", "post-vacancy"]), DAYS), max_size=3),
    }
)  # fmt: skip
LOCAL = st.none() | st.fixed_dictionaries(
    {"valid_from": DAYS.map(dt.date.isoformat), "required": st.integers(1, 2), "period": st.just("month")}
)


def build(place: Place, rows: list[dict[str, Any]]) -> list[Unit]:
    units = []
    for index, row in enumerate(rows):
        fields = {key: row[key] for key in ("sector", "has_committee", "founded_on", "dissolved_on")}
        unit = place.unit(f"u{index}", row["kind"], **fields)
        units.append(unit)
        if row["was"]:
            kind, day = row["was"]
            UnitState.objects.filter(unit=unit).update(since=day)
            UnitState.objects.create(tenant=place.tenant, unit=unit, name="-", kind=kind, until=day)
        for kind, day, amount in row["facts"]:
            place.fact(unit, kind, day, amount)
        place.members(unit, row["steady"])
        for (since, until), full_on, away in row["members"]:
            member = place.member(unit, full_on, since=since, until=until)
            if away:
                place.suspend(member, *away)
        for title, (since, until) in row["posts"]:
            place.post(unit, title, since, until)
        for ends_on, starts_on in row["terms"].items():
            place.term(unit, ends_on, starts_on)
        for norm, day in row["waivers"]:
            place.waiver(unit, norm, day)
    return units


class EngineTest(TestCase):
    @settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.too_slow], deadline=None)
    @given(rows=st.lists(UNITS, min_size=1, max_size=4), on=DAYS, since=MAYBE, owed_since=DAYS, local=LOCAL)
    def test_in_sets_as_one_by_one(
        self,
        rows: list[dict[str, Any]],
        on: dt.date,
        since: dt.date | None,
        owed_since: dt.date,
        local: dict[str, Any] | None,
    ) -> None:
        place = Place(owed_since=owed_since)
        if local:
            given_norm: dict[str, Any] = {"code": "lecture", "facts": "[lecture]", **local}
            later = {**given_norm, "valid_from": "2024-09-02", "required": 2}
            place.load(pack_text(given_norm, later, pack="local", level=1))
        units = [*build(place, rows), place.root]
        since = min(since or on, on)
        expected = reference.answer(place.tenant, units, on, since)

        found = duties(place.tenant, on=on, since=since)
        assert sorted(plain(duty) for duty in found) == expected

        counts = Counter((norm, state) for norm, *_rest, state in expected)
        summed = summary(place.tenant, on=on, since=since)
        assert {(norm, state): n for norm, by in summed.items() for state, n in by.items() if n} == counts

        parts = summary_by_child(place.tenant, place.root, on=on, since=since)
        added: Counter[tuple[str, str]] = Counter()
        for by_norm in parts.values():
            for norm, by in by_norm.items():
                added.update({(norm, state): n for state, n in by.items() if n})
        assert added == counts

        present = summary_by_child(place.tenant, place.root, on=on)
        question = Question(Scope(place.tenant, under=place.root), on, since, parent=place.root)
        assert question.by_child_and_time() == (parts, present)

        one = units[0]
        assert sorted(plain(d) for d in duties(place.tenant, [one.pk], on=on, since=since)) == [
            row for row in expected if row[1] == one.pk
        ]
        late = duties(place.tenant, on=on, since=since, states=["overdue"])
        assert sorted(plain(duty) for duty in late) == [row for row in expected if row[-1] == "overdue"]
        lately = min(max(since, on - dt.timedelta(days=92)), on)
        assert question.duties([State.OVERDUE], ended_since=lately) == duties(
            place.tenant, on=on, since=lately, states=[State.OVERDUE]
        )
        for duty in found[:3]:
            again = duty_of(place.tenant, Unit.objects.get(pk=duty.unit_id), duty.norm, duty.period_start, on=on)
            assert again is not None
            assert plain(again) == plain(duty)


def plain(duty: Any) -> reference.Row:
    return (
        duty.norm,
        duty.unit_id,
        duty.period_start,
        duty.period_end,
        duty.required,
        duty.achieved,
        duty.due_on,
        duty.state.value,
    )
