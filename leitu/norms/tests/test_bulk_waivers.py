"""Decisions about whole areas: what is in them, who may, one entry, answers that change at once, the way back."""

import datetime as dt
from collections import Counter
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from leitu.accounts.models import SignIn
from leitu.audit.models import Entry
from leitu.core.errors import NotAllowed, WrongState
from leitu.facts import kinds
from leitu.facts.models import Fact
from leitu.norms import actions
from leitu.norms.area import Area
from leitu.norms.duties import duties, summary
from leitu.norms.models import BulkWaiver, Waiver

D = dt.date
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("november")]


@pytest.fixture
def november() -> Any:
    with time_machine.travel(dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)):
        yield


def waive(county: Any, who: str, unit: str = "Q", **changes: Any) -> BulkWaiver:
    said = {"ground": "disaster", "reason": "防汛"}
    said |= {name: changes.pop(name) for name in ("ground", "reason") if name in changes}
    given = {"norms": ("theme-day",), "since": D(2026, 10, 5), "until": D(2026, 11, 10), **changes}
    actor = county.console if who == "console" else county.actor(who)
    return actions.waive_many(actor=actor, area=Area(unit=county.units[unit], **given), **said)


def states(county: Any, month: int = 11) -> dict[str, str]:
    """State of the theme day of that month by the code of the unit."""
    found = duties(county.tenant, on=D(2026, 11, 20), since=D(2026, 10, 1), norm="theme-day")
    codes = {unit.pk: code for code, unit in county.units.items()}
    return {codes[duty.unit_id]: duty.state.value for duty in found if duty.period_start.month == month}


def test_an_area_is_waived_by_one_decision_with_one_entry(county: Any) -> None:
    before = summary(county.tenant, on=D(2026, 11, 20), norm="theme-day")["theme-day"]
    bulk = waive(county, "officer")
    rows = Waiver.objects.filter(bulk=bulk)
    assert {row.period_start for row in rows} == {D(2026, 10, 1), D(2026, 11, 1)}
    assert {row.unit.code for row in rows} == {"Q1", "Q2", "Q3"}
    assert {code for code, state in states(county).items() if state == "waived"} == {"Q1", "Q2", "Q3"}
    entry = Entry.objects.get(verb="norms.waive_many")
    assert (entry.unit_id, entry.data["count"], entry.data["units"]) == (county.units["Q"].pk, 6, 3)
    after = summary(county.tenant, on=D(2026, 11, 20), norm="theme-day")["theme-day"]
    assert Counter(after)["waived"] == before["waived"] + 3
    with pytest.raises(ValidationError):
        waive(county, "officer")  # nothing is left


def test_what_was_done_is_not_waived(county: Any) -> None:
    Fact.objects.create(
        tenant_id=county.tenant.pk,
        source_type=1,
        source_id=1,
        kind=kinds.kind("theme_day").number,
        unit_id=county.units["Q1"].pk,
        on=D(2026, 11, 12),  # after the span, in its last period
        amount=1,
    )
    waive(county, "officer", since=D(2026, 11, 1))
    assert (states(county)["Q1"], states(county)["Q2"]) == ("met", "waived")
    assert sorted(row.unit.code for row in Waiver.objects.all()) == ["Q2", "Q3"]


def test_it_can_be_narrowed_to_a_sector_or_a_kind(county: Any) -> None:
    waive(county, "officer", sector="school")
    assert {row.unit.code for row in Waiver.objects.all()} == {"Q3"}
    with pytest.raises(ValidationError):
        waive(county, "officer", kind="temporary_branch")


def test_it_is_taken_back_as_a_whole_or_singly(county: Any) -> None:
    bulk = waive(county, "officer")
    single = Waiver.objects.get(unit=county.units["Q1"], period_start=D(2026, 11, 1))
    actions.withdraw_waiver(actor=county.actor("officer"), waiver=single)
    assert (states(county)["Q1"], states(county)["Q2"]) == ("upcoming", "waived")
    actions.withdraw_bulk(actor=county.actor("officer"), bulk=bulk)
    assert not Waiver.objects.filter(withdrawn_at__isnull=True).exists()
    assert Entry.objects.get(verb="norms.withdraw_bulk").data["count"] == 5
    with pytest.raises(WrongState):
        actions.withdraw_bulk(actor=county.actor("officer"), bulk=bulk)
    waive(county, "officer")  # and once more


@pytest.mark.parametrize("who", ["梅", "李强", "石磊", "inspector", "administrator", "stranger"])
def test_nobody_else_may(county: Any, who: str) -> None:
    with pytest.raises(NotAllowed):
        waive(county, who)
    bulk = waive(county, "county_officer")
    with pytest.raises(NotAllowed):
        actions.withdraw_bulk(actor=county.actor(who), bulk=bulk)


def test_nobody_decides_beyond_his_area(county: Any) -> None:
    with pytest.raises(NotAllowed):
        waive(county, "officer", "C")
    bulk = waive(county, "county_officer", "C")
    assert {row.unit.code for row in bulk.waivers.all()} >= {"Q1", "Q2", "B1"}
    with pytest.raises(NotAllowed):
        actions.withdraw_bulk(actor=county.actor("officer"), bulk=bulk)


@pytest.mark.parametrize(
    "wrong",
    [
        {"reason": "  "},
        {"ground": "holiday"},
        {"norms": ()},
        {"norms": ("post-vacancy",)},
        {"norms": ("no-such-norm",)},
        {"since": D(2026, 11, 11)},
        {"since": D(1999, 1, 1)},
        {"until": D(2028, 1, 1)},
    ],
)
def test_bad_input_is_refused(county: Any, wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        waive(county, "officer", **wrong)
    assert not Waiver.objects.exists()


def test_the_page_shows_what_it_is_about_before_it_acts(county: Any) -> None:
    client = Client()
    client.force_login(county.users["officer"])
    SignIn.objects.filter(user=county.users["officer"]).update(strong=True)
    query = f"?unit={county.units['Q'].pk}&norms=theme-day&since=2026-11-01&until=2026-11-30"
    address = reverse("norms:waive_many") + query
    shown = client.get(address)
    assert "涉及 3 个党组织、3 项" in shown.content.decode()
    data = {"form_key": shown.context["form_key"], "ground": "disaster", "reason": "内涝"}
    answer = client.post(address, data)
    assert answer.status_code == 302
    page = client.get(reverse("norms:bulk_waivers")).content.decode()
    assert "内涝" in page
    assert "共 3 项，有效 3 项" in page
    bulk = BulkWaiver.objects.get()
    assert client.get(f"{reverse('norms:waivers')}?bulk={bulk.pk}").content.decode().count("2026年11月") >= 3
    explained = client.get(reverse("norms:explain", args=[county.units["Q1"].pk, "theme-day", D(2026, 11, 1)]))
    assert "批量免办 3 个党组织" in explained.content.decode()
    assert "没有可以免办的" in client.get(address).content.decode()
    outside = query.replace(str(county.units["Q"].pk), str(county.units["C"].pk), 1)
    assert "个党组织、" not in client.get(reverse("norms:waive_many") + outside).content.decode()
