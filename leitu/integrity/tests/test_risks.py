"""Risk points: sealed, kept and checked by the discipline line alone; what is found becomes a matter without its origin."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from leitu.audit.models import Entry
from leitu.core.errors import NotAllowed, StaleEdit, WrongState
from leitu.integrity import actions, queries
from leitu.integrity.models import RiskCheck, RiskPoint
from leitu.integrity.tests.factories import TODAY, WORDS, risk
from leitu.matters.models import Matter

OUTSIDERS = (
    "梅",
    "李强",
    "石磊",
    "officer",
    "county_officer",
    "inspector",
    "administrator",
    "auditor",
    "security_officer",
)
CHECK = {"outcome": "sound", "text": "看了四张单子"}


@pytest.mark.parametrize("name", OUTSIDERS)
def test_nobody_but_the_discipline_line(county, name):
    point, actor = risk(county), county.actor(name)
    assert not RiskPoint.objects.visible_to(actor).exists()
    for act in (
        lambda: actions.add_risk(actor=actor, unit=county.units["Q1"], area="awards", **WORDS),
        lambda: actions.change_risk(actor=actor, point=point, area="awards", **WORDS),
        lambda: actions.check_risk(actor=actor, point=point, **CHECK),
        lambda: actions.look_at_risk(actor=actor, point=point),
        lambda: actions.retire_risk(actor=actor, point=point),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_the_line_sees_its_own_unit_and_what_is_below(county):
    mine, above = risk(county), risk(county, "town_body", "Q")
    assert list(RiskPoint.objects.visible_to(county.actor("赵敏"))) == [mine]
    assert set(RiskPoint.objects.visible_to(county.actor("town_body"))) == {mine, above}
    assert set(RiskPoint.objects.visible_to(county.actor("county_body"))) == {mine, above}
    with pytest.raises(NotAllowed):
        actions.add_risk(actor=county.actor("赵敏"), unit=county.units["Q2"], area="awards", **WORDS)


def test_a_look_shows_everything_and_is_recorded(county):
    point = risk(county)
    actions.check_risk(actor=county.actor("赵敏"), point=point, **CHECK)
    shown = actions.look_at_risk(actor=county.actor("town_body"), point=point)
    assert (shown.risk, shown.measure, shown.holder) == (WORDS["risk"], WORDS["measure"], WORDS["holder"])
    assert [one.text for one in shown.checks] == [CHECK["text"]]
    entry = Entry.objects.latest("pk")
    assert (entry.verb, entry.actor_label, entry.data) == ("integrity.look_at_risk", "town_body", {})


def test_no_word_of_it_lies_in_clear(county):
    point = risk(county)
    actions.check_risk(actor=county.actor("赵敏"), point=point, outcome="sound", text="金丝雀看过")
    rows = [repr(list(model.objects.values())) for model in (RiskPoint, RiskCheck, Entry)]
    assert not any("金丝雀" in row for row in rows)


def test_a_finding_becomes_a_matter_that_does_not_say_where_it_comes_from(county):
    point = risk(county)
    given = {"outcome": "found", "text": "金丝雀有一张没有第二个人签字", "finding": "完善采购签字手续"}
    actions.check_risk(actor=county.actor("赵敏"), point=point, **given)
    matter = Matter.objects.get(title="完善采购签字手续")
    assert (matter.unit, matter.source_kind, matter.source_key, matter.source_text) == (county.units["Q1"], "", "", "")
    about = Entry.objects.filter(object_type="matters.Matter", object_id=matter.pk)
    assert [entry.verb for entry in about] == ["matters.note"]
    assert not any(
        str(matter.pk) == str(value) for row in RiskCheck.objects.values("matter_sealed") for value in row.values()
    )
    seen = actions.look_at_risk(actor=county.actor("赵敏"), point=point).checks[0]
    assert (seen.title, seen.href) == (matter.title, reverse("matters:show", args=[matter.pk]))


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"outcome": "great"}, "outcome"),
        ({"text": " "}, "text"),
        ({"text": "长" * 1001}, "text"),
        ({"on": TODAY + dt.timedelta(days=1)}, "on"),
        ({"on": TODAY - dt.timedelta(days=1)}, "on"),
        ({"outcome": "found"}, "finding"),
        ({"finding": "没有发现却要整改"}, "finding"),
    ],
)
def test_what_is_no_check_is_refused(county, given, field):
    point = risk(county)
    with pytest.raises(ValidationError) as refused:
        actions.check_risk(actor=county.actor("赵敏"), point=point, **{**CHECK, **given})
    assert field in refused.value.message_dict
    assert not RiskCheck.objects.exists()


@pytest.mark.parametrize(
    ("name", "value"), [("area", "sports"), ("risk", " "), ("measure", ""), ("holder", "岗" * 61), ("risk", "长" * 501)]
)
def test_what_is_no_risk_point_is_refused(county, name, value):
    given = {"area": "procurement", **WORDS, name: value}
    with pytest.raises(ValidationError) as refused:
        actions.add_risk(actor=county.actor("赵敏"), unit=county.units["Q1"], **given)
    assert name in refused.value.message_dict


def test_it_is_due_until_it_was_checked_this_year(county):
    actor, point = county.actor("赵敏"), risk(county)
    RiskPoint.objects.filter(pk=point.pk).update(since=TODAY - dt.timedelta(days=400))
    point.refresh_from_db()
    assert queries.tally(queries.listed(actor, TODAY)) == queries.Tally(1, 1)
    actions.check_risk(actor=actor, point=point, on=TODAY - dt.timedelta(days=100), **CHECK)
    assert queries.tally(queries.listed(actor, TODAY)) == queries.Tally(1, 1)  # that was last year
    actions.check_risk(actor=actor, point=point, **CHECK)
    assert queries.tally(queries.listed(actor, TODAY)) == queries.Tally(1, 0)
    assert queries.tally(queries.listed(actor, dt.date(2027, 1, 1))).due == 1


def test_a_change_needs_the_version_and_a_retired_one_is_closed(county):
    actor, point = county.actor("赵敏"), risk(county)
    changed = actions.change_risk(actor=actor, point=point, area="tenders", version=1, **{**WORDS, "risk": "换了说法"})
    assert (changed.area, changed.unseal("risk"), changed.version) == ("tenders", "换了说法", 2)
    with pytest.raises(StaleEdit):
        actions.change_risk(actor=actor, point=point, area="tenders", version=1, **WORDS)
    retired = actions.retire_risk(actor=actor, point=point)
    assert not queries.listed(actor, TODAY).exists()
    for act in (
        lambda: actions.retire_risk(actor=actor, point=retired),
        lambda: actions.check_risk(actor=actor, point=retired, **CHECK),
    ):
        with pytest.raises(WrongState):
            act()
