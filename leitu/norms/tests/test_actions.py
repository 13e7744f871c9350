"""Waivers and remarks: who may, what is refused, what is written down."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError

from leitu.audit.models import Entry
from leitu.core.errors import NotAllowed, WrongState
from leitu.facts import kinds
from leitu.facts.models import Fact
from leitu.norms import actions, policies
from leitu.norms.duties import duties
from leitu.norms.models import Remark, Waiver

D = dt.date
NOVEMBER = D(2026, 11, 1)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("november")]


@pytest.fixture
def november() -> Any:
    with time_machine.travel(dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)):
        yield


def waive(county: Any, who: str, unit: str = "Q1", **changes: Any) -> Waiver:
    given = {"norm": "theme-day", "period_start": NOVEMBER, "ground": "disaster", "reason": "防汛", **changes}
    actor = county.console if who == "console" else county.actor(who)
    return actions.waive(actor=actor, unit=county.units[unit], **given)


def state(county: Any, unit: str = "Q1", norm: str = "theme-day") -> str:
    [duty] = duties(county.tenant, [county.units[unit].pk], on=D(2026, 11, 20), norm=norm)
    return duty.state.value


def test_a_superior_waives_and_takes_it_back(county: Any) -> None:
    waiver = waive(county, "officer")
    assert state(county) == "waived"
    assert (waiver.made_by, waiver.reason) == (county.users["officer"].pk, "防汛")
    entry = Entry.objects.get(verb="norms.waive")
    assert (entry.unit_id, entry.data["norm"], entry.data["reason"]) == (county.units["Q1"].pk, "主题党日", "防汛")
    actions.withdraw_waiver(actor=county.actor("officer"), waiver=waiver)
    assert state(county) == "upcoming"
    with pytest.raises(WrongState):
        actions.withdraw_waiver(actor=county.actor("officer"), waiver=waiver)
    waive(county, "officer")  # and once more
    assert Waiver.objects.count() == 2


@pytest.mark.parametrize("who", ["梅", "李强", "石磊", "inspector", "administrator", "stranger"])
def test_nobody_else_may_waive(county: Any, who: str) -> None:
    with pytest.raises(NotAllowed):
        waive(county, who)
    assert not Waiver.objects.exists()


def test_nobody_waives_for_his_own_unit(county: Any) -> None:
    with pytest.raises(NotAllowed):
        waive(county, "officer", "Q", norm="post-vacancy")
    assert waive(county, "county_officer", "Q", norm="post-vacancy").unit.code == "Q"
    with pytest.raises(NotAllowed):
        waive(county, "county_officer", "C", norm="post-vacancy")
    waiver = waive(county, "console", "C", norm="post-vacancy")
    with pytest.raises(NotAllowed):
        actions.withdraw_waiver(actor=county.actor("county_officer"), waiver=waiver)


def test_the_right_at_one_branch_only_is_no_right_from_above(county: Any) -> None:
    from leitu.orgs.models import Grant
    from tests.cast import account

    account(county, "helper", "officer", "Q1", Grant.Reach.HERE)
    assert policies.WAIVE.allows(county.actor("helper"), county.units["Q1"])
    with pytest.raises(NotAllowed):
        waive(county, "helper")


@pytest.mark.parametrize(
    "changes",
    [
        {"reason": "  "},
        {"ground": "weather"},
        {"norm": "dues"},
        {"norm": "no-such-norm"},
        {"period_start": D(2026, 11, 2)},
        {"period_start": D(2023, 11, 1)},  # before duties were owed
        {"period_start": D(2028, 1, 1)},  # more than a year ahead
    ],
)
def test_what_cannot_be_waived(county: Any, changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        waive(county, "officer", **changes)
    assert not Waiver.objects.exists()


def test_a_coming_period_may_be_waived(county: Any) -> None:
    waive(county, "officer", period_start=D(2027, 3, 1))
    [duty] = duties(county.tenant, [county.units["Q1"].pk], on=D(2027, 3, 5), norm="theme-day")
    assert duty.state.value == "waived"


def test_what_is_met_or_waived_already_is_not_waived(county: Any) -> None:
    waive(county, "officer")
    with pytest.raises(WrongState):
        waive(county, "county_officer")
    Fact.objects.create(
        tenant_id=county.tenant.pk,
        source_type=1,
        source_id=1,
        kind=kinds.kind("theme_day").number,
        unit_id=county.units["Q2"].pk,
        on=D(2026, 11, 5),
        amount=1,
    )
    with pytest.raises(WrongState):
        waive(county, "officer", "Q2")


def test_another_county_is_out_of_reach(counties: Any) -> None:
    here, there = counties
    with pytest.raises(NotAllowed):
        actions.waive(
            actor=here.actor("county_officer"),
            unit=there.units["Q1"],
            norm="theme-day",
            period_start=NOVEMBER,
            ground="other",
            reason="x",
        )


def test_whoever_sees_a_duty_may_say_something(county: Any) -> None:
    said: dict[str, Any] = {"norm": "theme-day", "period_start": NOVEMBER, "text": " 农忙，改到月底 "}
    made = actions.remark(actor=county.actor("梅"), unit=county.units["Q1"], **said)
    assert (made.text, made.made_by_label) == ("农忙，改到月底", "梅")
    assert Entry.objects.filter(verb="norms.remark", unit_id=county.units["Q1"].pk).count() == 1
    actions.remark(actor=county.actor("officer"), unit=county.units["Q1"], **said)
    for who in ("石磊", "stranger"):
        with pytest.raises(NotAllowed):
            actions.remark(actor=county.actor(who), unit=county.units["Q1"], **said)
    for wrong in ({"text": " "}, {"norm": "dues"}, {"period_start": D(2026, 11, 2)}):
        with pytest.raises(ValidationError):
            actions.remark(actor=county.actor("梅"), unit=county.units["Q1"], **{**said, **wrong})
    assert Remark.objects.count() == 2
