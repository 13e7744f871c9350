"""Founding, renaming, moving, closing units; loading a list of them; grants."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from leitu.accounts.models import User
from leitu.audit.models import Entry
from leitu.core.clock import today
from leitu.core.errors import NotAllowed, StaleEdit, WrongState
from leitu.core.invariants import broken
from leitu.orgs import actions, invariants, policies
from leitu.orgs.access import can, units_where, who_may
from leitu.orgs.actions.units import UnitRow
from leitu.orgs.models import Grant, Role, Term, Unit, UnitLink, valid_on
from leitu.orgs.queries import search_units

DAY = dt.timedelta(days=1)


def ancestors(unit: Unit, day: dt.date) -> set[str]:
    links = UnitLink.objects.filter(valid_on(day), descendant=unit, depth__gt=0)
    return set(links.values_list("ancestor__code", flat=True))


def found(county, **more):
    values = {"parent": county.units["Q"], "code": "Q9", "name": "新桥村党支部", "kind": "branch", "founded_on": None}
    return actions.found(**{"actor": county.actor("officer"), **values, **more})


def test_a_unit_founded_by_an_officer_stands_in_the_tree_from_its_day_on(county) -> None:
    day = dt.date(2026, 3, 5)
    unit = found(county, founded_on=day)
    assert ancestors(unit, day) == {"Q", "C"}
    assert ancestors(unit, day - DAY) == set()
    assert Entry.objects.filter(verb="orgs.found", object_id=unit.pk, actor_label="officer").count() == 1
    assert list(broken(county.tenant.pk)) == []


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"code": "Q1"}, "code"),
        ({"kind": "group"}, "__all__"),
        ({"founded_on": dt.date(1890, 1, 1), "parent": "late"}, "founded_on"),
    ],
)
def test_a_unit_that_cannot_be_is_refused_and_nothing_is_written(county, change, field) -> None:
    if change.get("parent") == "late":
        change = {**change, "parent": found(county, code="L", kind="general_branch", founded_on=dt.date(2020, 1, 1))}
    before = Unit.objects.count()
    with pytest.raises(ValidationError) as refusal:
        found(county, **change)
    errors = getattr(refusal.value, "error_dict", {"__all__": 1})
    assert field in errors
    assert Unit.objects.count() == before


@pytest.mark.parametrize("who", ["梅", "inspector", "administrator", "stranger"])
def test_only_who_manages_the_parent_founds_below_it(county, who) -> None:
    with pytest.raises(NotAllowed):
        found(county, actor=county.actor(who))


def test_an_officer_of_one_town_has_no_power_in_the_other(county) -> None:
    with pytest.raises(NotAllowed):
        found(county, parent=county.units["B"])


def test_renaming_keeps_the_old_name_for_the_days_before(county) -> None:
    unit = county.units["Q1"]
    day = today() - 30 * DAY
    actions.rename(actor=county.actor("officer"), unit=unit, name="新柳村党支部", on=day, version=unit.version)
    everything = Unit.objects.filter(tenant=county.tenant)
    assert unit in search_units(everything, county.tenant.pk, "xlcdzb")
    assert unit not in search_units(everything, county.tenant.pk, "柳树")
    assert unit.states.get(valid_on(day - DAY)).name == "柳树村党支部"
    assert unit.states.get(valid_on(day)).name == "新柳村党支部"
    assert list(broken(county.tenant.pk)) == []


def test_a_stale_form_changes_nothing(county) -> None:
    unit = county.units["Q1"]
    actions.correct(actor=county.actor("officer"), unit=unit, version=1, sector="community")
    with pytest.raises(StaleEdit):
        actions.correct(actor=county.actor("officer"), unit=unit, version=1, sector="school")
    unit.refresh_from_db()
    assert unit.sector == "community"


def test_where_a_unit_stands_is_kept_in_one_way_and_nonsense_is_refused(county) -> None:
    unit = county.units["Q1"]
    unit = actions.correct(actor=county.actor("officer"), unit=unit, version=1, place="120.15 30.28")
    assert unit.place == "30.280000,120.150000"
    with pytest.raises(ValidationError):
        actions.correct(actor=county.actor("officer"), unit=unit, version=unit.version, place="村口")
    with pytest.raises(ValidationError):
        actions.found(
            actor=county.console,
            parent=county.units["Q"],
            code="N",
            name="新村党支部",
            kind="branch",
            founded_on=None,
            place="村口",
        )
    unit.refresh_from_db()
    assert unit.place == "30.280000,120.150000"


def test_moving_changes_the_tree_from_that_day_and_not_before(county) -> None:
    unit, day = county.units["Q1"], today() - 10 * DAY
    actions.move(
        actor=county.actor("county_officer"), unit=unit, parent=county.units["B"], on=day, version=unit.version
    )
    assert ancestors(unit, day) == {"B", "C"}
    assert ancestors(unit, day - DAY) == {"Q", "C"}
    assert ancestors(county.units["Q1G"], day) == {"Q1", "B", "C"}
    assert list(broken(county.tenant.pk)) == []


def test_a_circle_is_refused_and_leaves_the_tree_as_it_was(county) -> None:
    with pytest.raises(ValidationError):
        actions.move(
            actor=county.actor("county_officer"),
            unit=county.units["C"],
            parent=county.units["Q"],
            on=today(),
            version=1,
        )
    assert list(broken(county.tenant.pk)) == []


def test_closing_needs_an_empty_unit_and_ends_the_power_held_there(county) -> None:
    with pytest.raises(WrongState):
        actions.close(actor=county.actor("officer"), unit=county.units["Q1"], on=today(), reason="合并", version=1)
    with pytest.raises(NotAllowed):
        actions.close(actor=county.actor("officer"), unit=county.units["Q"], on=today(), reason="合并", version=1)
    closed = actions.close(actor=county.actor("officer"), unit=county.units["Q2"], on=today(), reason="合并", version=1)
    assert not closed.exists_on(today())
    assert closed.exists_on(today() - DAY)
    assert not can(county.actor("石磊"), policies.VIEW, closed.pk, county.tenant.pk)


def test_loading_a_list_twice_changes_nothing_the_second_time(county) -> None:
    rows = [
        UnitRow("C", "临水县委", "committee", ""),
        UnitRow("N", "南山镇党委", "committee", "C", ends_on=dt.date(2027, 5, 1), contact_phone="0000-1234567"),
        UnitRow("N1", "南山村党支部", "branch", "N", founded_on=dt.date(2020, 1, 1), changes={"sector": "village"}),
    ]
    first = actions.load_units(actor=county.console, tenant=county.tenant, rows=rows, digest="x")
    second = actions.load_units(actor=county.console, tenant=county.tenant, rows=rows, digest="x")
    assert (len(first.created), len(first.updated), first.unchanged) == (2, 0, 1)
    assert (len(second.created), len(second.updated), second.unchanged) == (0, 0, 3)
    assert Term.objects.filter(tenant=county.tenant).count() == 1
    assert Entry.objects.filter(verb="orgs.load_units", data__digest="x").count() == 1
    assert Unit.objects.get(tenant=county.tenant, code="N").unseal("contact_phone") == "0000-1234567"
    assert list(broken(county.tenant.pk)) == []


def test_a_list_may_move_and_rename_from_today(county) -> None:
    rows = [UnitRow("Q1", "柳树社区党支部", "branch", "B", changes={"sector": "community"})]
    loaded = actions.load_units(actor=county.console, tenant=county.tenant, rows=rows, digest="y")
    assert len(loaded.updated) == 1
    unit = Unit.objects.get(tenant=county.tenant, code="Q1")
    assert ancestors(unit, today()) == {"B", "C"}
    assert ancestors(unit, today() - DAY) == {"Q", "C"}
    assert list(broken(county.tenant.pk)) == []


def test_a_list_cannot_reach_outside_the_loaders_scope(county) -> None:
    rows = [UnitRow("B1", "别人的支部", "branch", "B")]
    with pytest.raises(NotAllowed):
        actions.load_units(actor=county.actor("officer"), tenant=county.tenant, rows=rows, digest="z")
    rows = [UnitRow("X", "塞进来的支部", "branch", "B")]
    with pytest.raises(NotAllowed):
        actions.load_units(actor=county.actor("officer"), tenant=county.tenant, rows=rows, digest="z")


def test_power_comes_from_grants_and_reaches_as_far_as_they_say(county) -> None:
    scope = {
        name: set(
            Unit.objects.filter(pk__in=units_where(county.actor(name), policies.VIEW)).values_list("code", flat=True)
        )
        for name in ("梅", "officer", "county_officer", "stranger", "东方明")
    }
    assert scope["梅"] == {"Q1", "Q1G"}
    assert scope["officer"] == {"Q", "Q1", "Q2", "Q3", "Q1G"}
    assert scope["county_officer"] == set(county.units)
    assert scope["stranger"] == set()
    assert scope["东方明"] == {"B1"}
    who = User.objects.filter(pk__in=who_may(policies.MANAGE, county.units["Q1"])).values_list("label", flat=True)
    assert set(who) == {"officer", "county_officer"}


def test_nobody_grants_to_himself_and_three_roles_stay_apart(county) -> None:
    security = county.actor("security_officer")
    roles = {r.code: r for r in Role.objects.filter(tenant=county.tenant)}
    with pytest.raises(ValidationError):
        actions.grant(
            actor=security, user=county.users["security_officer"], role=roles["officer"], unit=county.units["C"]
        )
    with pytest.raises(ValidationError):
        actions.grant(actor=security, user=county.users["auditor"], role=roles["administrator"], unit=county.units["C"])
    given = {"user": county.users["stranger"], "role": roles["inspector"], "unit": county.units["Q"]}
    held = actions.grant(actor=county.console, **given)
    assert can(county.actor("stranger"), policies.VIEW, county.units["Q"].pk, county.tenant.pk)
    actions.revoke(actor=security, held=held)
    assert not can(county.actor("stranger"), policies.VIEW, county.units["Q"].pk, county.tenant.pk)


def test_a_grant_that_came_with_a_post_is_not_revoked_by_hand(county) -> None:
    held = Grant.objects.get(user=county.users["梅"], role__code="secretary")
    with pytest.raises(WrongState):
        actions.revoke(actor=county.actor("security_officer"), held=held)


def test_three_roles_stay_apart_over_the_whole_time(county) -> None:
    """A grant of tomorrow and one that ends next week count as well: on some day one account would hold both."""
    security, unit, user = county.console, county.units["C"], county.users["stranger"]
    roles = {r.code: r for r in Role.objects.filter(tenant=county.tenant)}
    week = dt.timedelta(days=7)
    actions.grant(actor=security, user=user, role=roles["auditor"], unit=unit, since=today() + week)
    with pytest.raises(ValidationError):
        actions.grant(actor=security, user=user, role=roles["administrator"], unit=unit)
    actions.grant(actor=security, user=user, role=roles["administrator"], unit=unit, until=today() + week)
    assert list(invariants.duties_apart(county.tenant.pk)) == []
    Grant.objects.filter(user=user, role__code="administrator").update(until=today() + 2 * week)
    assert [found["roles"] for found in invariants.duties_apart(county.tenant.pk)] == [["administrator", "auditor"]]


def test_tenants_do_not_see_each_other(counties) -> None:
    a, b = counties
    assert not can(a.actor("county_officer"), policies.VIEW, b.units["Q1"].pk, b.tenant.pk)
    assert not Unit.objects.visible_to(a.actor("county_officer")).filter(tenant=b.tenant).exists()
    with pytest.raises(NotAllowed):
        found(a, parent=b.units["Q"])
