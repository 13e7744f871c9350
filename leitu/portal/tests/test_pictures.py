"""Kept dashboards: the same numbers as counted ones, never old in silence, and only for who sees all of it."""

import datetime as dt

import pytest
from django.urls import reverse

from leitu.accounts.models import User
from leitu.core import jobs
from leitu.core.clock import now, today
from leitu.norms import actions as norms
from leitu.norms.duties import duties
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
    assert counted.context["made_at"] is None
    assert kept.context["made_at"] is not None
    assert numbers(kept) == numbers(counted)
    assert "现在重算" in kept.content.decode()
    assert "实时" not in kept.content.decode()


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


def test_what_changed_since_is_counted_for_who_asks(look, county) -> None:
    pictures.make()
    before = overdue(look("county_officer"))
    waive_one(county)
    assert overdue(look("county_officer")) == before, "as of then, and the page says so"
    fresh = look("county_officer", now="1")
    assert overdue(fresh) == before - 1
    assert "实时" in fresh.content.decode()
    pictures.make()
    assert overdue(look("county_officer")) == before - 1


def test_who_sees_a_part_gets_no_sum_of_all(look, county) -> None:
    pictures.make()
    account(county, "guest", "officer", "C", reach=Grant.Reach.HERE)
    page = look("guest")
    assert page.context["made_at"] is None
    assert page.context["lines"] == []


def test_a_picture_that_is_old_or_of_another_tree_is_not_shown(look, county) -> None:
    pictures.make()
    assert look("county_officer").context["made_at"]
    assert look("county_officer", on=today() - dt.timedelta(days=1)).context["made_at"] is None
    made = orgs.found(
        actor=county.console, parent=county.units["C"], code="N", name="新设党委", kind="committee", founded_on=None
    )
    assert made.name in look("county_officer").content.decode(), "a new child is there at once"
    pictures.make()
    assert look("county_officer").context["made_at"]
    Picture.objects.update(made_at=now() - USABLE)
    assert look("county_officer").context["made_at"] is None


def test_small_units_are_counted_each_time(look, monkeypatch) -> None:
    pictures.make()
    monkeypatch.setattr(pictures, "WIDE", 1000)
    assert pictures.make() == 0
    assert not Picture.objects.exists()
    assert look("county_officer").context["made_at"] is None
