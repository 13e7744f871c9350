"""Kept dashboards: the same numbers as counted ones, of this moment, and only for who sees all of it."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from leitu.accounts.models import User
from leitu.audit.record import record
from leitu.core import jobs
from leitu.core.clock import now, today
from leitu.norms import actions as norms
from leitu.norms.duties import STATES, duties
from leitu.norms.duty import State
from leitu.orgs import actions as orgs
from leitu.orgs.models import Grant, Tenant
from leitu.portal import pictures
from leitu.portal.models import Picture
from leitu.portal.queries import USABLE
from tests.cast import account


@pytest.fixture
def look(county, client, settings, monkeypatch):
    """The dashboard as one of the cast sees it; pictures are kept from three units on."""
    settings.DEMO = True
    monkeypatch.setattr(pictures, "WIDE", 3)

    def show(name: str, unit: str = "C", **asked):
        User.objects.update(is_demo=True)
        client.force_login(county.users[name])
        return client.get(reverse("portal:dashboard"), {"unit": county.units[unit].pk, **asked})

    return show


def numbers(page) -> list[object]:
    context = page.context
    lines = [(x["unit"], x["on_time"], x["worst"], x["counts"]) for x in context["lines"]]
    helped = [(x.unit, [(d.norm, d.period_start, d.state) for d in x.duties]) for x in context.get("help", [])]
    return [context["tiles"], lines, helped, [(c.label, c.href) for c in context["crumbs"]]]


@pytest.mark.parametrize("tab", ["children", "help"])
@pytest.mark.parametrize(("who", "unit"), [("county_officer", "C"), ("county_officer", "Q"), ("officer", "Q")])
def test_a_kept_dashboard_says_what_a_counted_one_says(look, who, unit, tab) -> None:
    counted = look(who, unit, tab=tab)
    assert jobs.run_now("portal.pictures").result == {"made": 2}
    kept = look(who, unit, tab=tab)
    assert numbers(kept) == numbers(counted)
    assert "实时" in kept.content.decode()


def waive_one(county) -> None:
    tenant = Tenant.objects.get(pk=county.tenant.pk)
    late = duties(tenant, on=today(), since=today() - dt.timedelta(days=300), under=county.units["Q1"])
    one = next(d for d in late if d.state == State.OVERDUE)
    norms.waive(
        actor=county.actor("officer"),
        unit=county.units["Q1"],
        norm=one.norm,
        period_start=one.period_start,
        ground="disaster",
        reason="汛期",
    )


def overdue(page) -> int:
    return next(tile["value"] for tile in page.context["tiles"] if tile["label"] == "今年超期")


@pytest.fixture
def counts(monkeypatch):
    """How many dashboards were counted whole."""
    whole: list[int] = []
    really = pictures.board

    def board(actor, unit, day, **given):
        whole.append(unit.pk)
        return really(actor, unit, day, **given)

    monkeypatch.setattr(pictures, "board", board)
    with time_machine.travel(now() + 2 * pictures.UNFINISHED):  # the county was founded a moment ago
        yield whole


def test_what_changed_since_changes_the_answer_at_once(look, county, counts) -> None:
    pictures.make()
    before = overdue(look("county_officer"))
    waive_one(county)
    assert overdue(look("county_officer")) == before - 1
    assert overdue(look("county_officer", tab="help")) == before - 1
    assert counts == [], "only the unit of the waiver was counted"
    assert "实时" in look("county_officer").content.decode()


def test_an_entry_that_was_not_there_to_be_counted_is_counted_again(look, county, counts) -> None:
    """A count begins while somebody's transaction is under way: its entry is older than the count, its rows are not."""
    waive_one(county)
    pictures.make()
    picture = Picture.objects.get(unit=county.units["C"])
    numbers, shares = picture.numbers, picture.shares
    key = str(county.units["Q1"].pk)
    child = shares[key][6]
    child[1 + STATES.index("waived")] -= 1
    child[1 + STATES.index("overdue")] += 1
    total = numbers["totals"][str(child[0])]
    total[STATES.index("waived")] -= 1
    total[STATES.index("overdue")] += 1
    Picture.objects.filter(pk=picture.pk).update(numbers=numbers, shares=shares)
    kept = overdue(look("county_officer"))
    assert counts == []
    Picture.objects.all().delete()
    assert kept == overdue(look("county_officer"))


@pytest.mark.parametrize("how", ["far", "many"])
def test_where_too_much_has_changed_everything_is_counted(look, county, counts, monkeypatch, how) -> None:
    pictures.make()
    look("county_officer")
    assert counts == []
    if how == "far":
        orgs.move(
            actor=county.console,
            unit=county.units["Q1"],
            parent=county.units["C"],
            on=today(),
            version=county.units["Q1"].version,
        )
    else:
        monkeypatch.setattr(pictures, "MANY", 0)
        waive_one(county)
    look("county_officer")
    assert counts == [county.units["C"].pk]


def test_what_is_read_or_said_counts_nothing(look, county) -> None:
    pictures.make()
    picture = Picture.objects.get(unit=county.units["C"])
    record(county.console, "people.find_by_id_number")
    record(county.console, "oversight.verify_audit")
    later = now() + 2 * pictures.UNFINISHED
    Picture.objects.filter(pk=picture.pk).update(made_at=later)
    assert pictures.changed_since(county.tenant.pk, later, picture.numbers["entry"]) == set()


def test_who_sees_a_part_gets_no_sum_of_all(look, county, counts) -> None:
    pictures.make()
    account(county, "guest", "officer", "C", reach=Grant.Reach.HERE)
    page = look("guest")
    assert counts == [county.units["C"].pk]
    assert page.context["lines"] == []


def test_a_picture_that_is_old_or_of_another_day_is_not_shown(look, county, counts) -> None:
    pictures.make()
    look("county_officer")
    assert counts == []
    look("county_officer", on=today() - dt.timedelta(days=1))
    assert len(counts) == 1
    Picture.objects.update(made_at=now() - USABLE)
    look("county_officer")
    assert len(counts) == 2
    Picture.objects.update(made_at=now() + USABLE)
    look("county_officer")
    assert len(counts) == 3, "the clock was set back since"


def test_a_new_child_is_there_at_once(look, county, counts) -> None:
    pictures.make()
    made = orgs.found(
        actor=county.console, parent=county.units["C"], code="N", name="新设党委", kind="committee", founded_on=None
    )
    assert made.name in look("county_officer").content.decode()
    assert counts == []


def test_small_units_are_counted_each_time(look, county, counts, monkeypatch) -> None:
    pictures.make()
    monkeypatch.setattr(pictures, "WIDE", 1000)
    assert pictures.make() == 0
    assert not Picture.objects.exists()
    look("county_officer")
    assert counts == [county.units["C"].pk]
