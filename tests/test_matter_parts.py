"""A plan given down the tree: parts with weights, checked by whoever gave them, and the whole after its parts."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from leitu.audit.models import Entry
from leitu.core.errors import NotAllowed, WrongState
from leitu.matters import actions, invariants, queries
from leitu.matters.models import Matter, Step
from leitu.matters.tests import factories as make
from leitu.notices.models import Notice
from leitu.orgs.models import Involvement
from tests.friday import county, linshui, on_that_friday, sign_in

__all__ = ["county", "linshui", "on_that_friday", "sign_in"]

DUE = make.TODAY + dt.timedelta(days=10)


def whole(county):
    """A task of Qinghe town, checked by the county."""
    matter = actions.note(actor=county.console, unit=county.units["Q"], title="换届准备", kind="task")
    Matter.objects.filter(pk=matter.pk).update(
        state="published",
        standard="方案报批",
        due_on=make.TODAY + dt.timedelta(days=30),
        first_due_on=make.TODAY + dt.timedelta(days=30),
        reviewer_unit=county.units["C"],
    )
    return Matter.objects.select_related("unit").get(pk=matter.pk)


def split(county, matter, codes=("Q1", "Q2"), **more):
    units = [county.units[code] for code in codes]
    given = {"title": "摸底候选人", "standard": "名单上报", "due_on": DUE, **more}
    return actions.split(actor=make.officer(county), matter=matter, units=units, **given)


def test_each_unit_has_its_part_with_its_secretary(county, django_capture_on_commit_callbacks):
    matter = whole(county)
    with django_capture_on_commit_callbacks(execute=True):
        parts = split(county, matter, weight=2, minutes=30)
    assert [(part.unit.code, part.person_name, part.reviewer_unit.code) for part in parts] == [
        ("Q1", "梅", "Q"),
        ("Q2", "石磊", "Q"),
    ]
    assert {part.state for part in parts} == {"published"}
    assert Step.objects.filter(matter__in=parts, kind="published").count() == 2
    assert Involvement.objects.filter(object_id__in=[p.pk for p in parts], capacity="reviewer").count() == 2
    told = set(Notice.objects.filter(verb="matters.split").values_list("user_id", flat=True))
    assert told == {county.users["梅"].pk, county.users["石磊"].pk}
    assert Entry.objects.get(verb="matters.split").data["minutes"] == 30
    assert list(invariants.clear_on_the_ledger(county.tenant.pk)) == []


def test_the_whole_closes_after_its_parts(county):
    matter = whole(county)
    first, second = split(county, matter)
    with pytest.raises(WrongState, match="2 个分项"):
        actions.request_close(actor=make.officer(county), matter=matter, effect="都好了")
    for part, name in ((first, "梅"), (second, "石磊")):
        part = actions.request_close(actor=county.actor(name), matter=part, effect="名单报了")
        actions.close(actor=make.officer(county), matter=part)
    found = queries.progress_of(matter)
    assert found is not None
    assert (found.closed, found.percent) == (2, 100)
    matter = actions.request_close(actor=make.officer(county), matter=matter, effect="都好了")
    assert actions.close(actor=county.actor("county_officer"), matter=matter).state == "closed"


def test_a_part_that_comes_back_stops_the_closing(county):
    matter = whole(county)
    [part] = split(county, matter, ["Q1"])
    part = actions.request_close(actor=make.mei(county), matter=part, effect="名单报了")
    part = actions.close(actor=make.officer(county), matter=part)
    matter = actions.request_close(actor=make.officer(county), matter=matter, effect="都好了")
    actions.reopen(actor=make.officer(county), matter=part, reason="名单有误")
    with pytest.raises(WrongState):
        actions.close(actor=county.actor("county_officer"), matter=matter)


def test_by_weight(county):
    matter = whole(county)
    [heavy] = split(county, matter, ["Q1"], weight=3)
    split(county, matter, ["Q2"], weight=1)
    assert queries.progress_of(make.noted(county)) is None
    heavy = actions.request_close(actor=make.mei(county), matter=heavy, effect="名单报了")
    actions.close(actor=make.officer(county), matter=heavy)
    found = queries.progress_of(matter)
    assert found is not None
    assert (found.closed, found.parts, found.percent) == (1, 2, 75)


@pytest.mark.parametrize(
    ("codes", "more"),
    [
        ([], {}),
        (["Q"], {}),
        (["B1"], {}),
        (["C"], {}),
        (["Q1"], {"due_on": make.TODAY - dt.timedelta(days=1)}),
        (["Q1"], {"due_on": make.TODAY + dt.timedelta(days=31)}),
        (["Q1"], {"title": " "}),
        (["Q1"], {"standard": ""}),
        (["Q1"], {"weight": 0}),
        (["Q1"], {"minutes": -1}),
    ],
)
def test_what_is_no_part(county, codes, more):
    with pytest.raises(ValidationError):
        split(county, whole(county), codes, **more)
    assert not Matter.objects.filter(parent__isnull=False).exists()


def test_only_the_owner_splits(county):
    for name in ("梅", "inspector", "stranger"):
        with pytest.raises(NotAllowed):
            actions.split(
                actor=county.actor(name),
                matter=whole(county),
                units=[county.units["Q1"]],
                title="摸底",
                standard="上报",
                due_on=DUE,
            )


def test_many_parts_take_few_statements(county, django_assert_max_num_queries):
    with django_assert_max_num_queries(25):
        split(county, whole(county), ["Q1", "Q2", "Q3", "Q1G"])


@pytest.mark.parametrize("typed", ["Q2", "Q2 名", "名的头", "q2", "没有", "支部"])
def test_a_helper_is_found_by_name_or_code(county, sign_in, typed):
    """Exactly one is taken; of several all are named; of none it says so. The unit need not be in sight."""
    matter, other = make.in_state(county, "published"), county.units["Q2"]
    said = {"Q2 名": other.name, "名的头": other.name[:3]}.get(typed, typed)
    answer = sign_in("梅").post(f"/matters/{matter.pk}/involve/", {"unit": said, "part": "出两个人"})
    helps = [unit.code for unit, _part in queries.helpers_of(matter)]
    if typed in ("没有", "支部"):
        assert helps == [] and answer.status_code == 200
        assert len(answer.context["form"].errors["unit"]) == 1
        assert ("Q2" in str(answer.context["form"].errors)) == (typed == "支部")
    else:
        assert helps == ["Q2"] and answer.status_code == 302
