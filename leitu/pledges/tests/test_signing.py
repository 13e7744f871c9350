"""Who signs what, layer by layer; what is in a list, and what a change of post does to it."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from leitu.core.errors import NotAllowed, StaleEdit, WrongState
from leitu.facts.models import Fact
from leitu.orgs.models import Unit
from leitu.people import actions as people
from leitu.people.models import Post
from leitu.pledges import actions, policies, queries
from leitu.pledges.kinds import shapes
from leitu.pledges.models import Paper, Pledge, PledgeLine, RequiredLine

TODAY = dt.date(2026, 3, 20)


def post_of(county, name):
    return Post.objects.get(tenant=county.tenant, person=county.persons[name])


def signed(county, name="梅", **given):
    return actions.sign(actor=county.actor(name), post=post_of(county, name), year=2026, **given)


def lines(pledge):
    return list(PledgeLine.objects.filter(pledge=pledge).order_by("order"))


def on(day):
    return time_machine.travel(dt.datetime.combine(day, dt.time(9)))


def require(county, **more):
    given = {"unit": county.units["Q"], "kind": "principal", "text": "带头包联困难户", "document": "镇党委一号文件"}
    return actions.require_line(actor=county.actor("officer"), **(given | more))


def test_every_tenant_starts_with_the_papers_and_every_line_cites_its_rule(county):
    assert Paper.objects.filter(tenant=county.tenant, is_current=True).count() == len(shapes())
    assert {shape["paper"] for shape in shapes()} == set(Paper.Kind.values)
    for shape in shapes():
        assert all(line["document"] and line["article"] and line["confidence"] for line in shape["lines"])
        kinds = {Unit.Kind(kind) for kind in shape["kinds"]}
        assert kinds


def test_a_changed_paper_is_a_new_edition_and_what_was_signed_stays(county, monkeypatch):
    before = [line.text for line in lines(signed(county))]
    changed = [shape | {"edition": 2, "lines": shape["lines"][:1]} for shape in shapes()[:1]]
    monkeypatch.setattr("leitu.pledges.actions.papers.shapes", lambda: changed)
    actions.seed_papers(county.console, county.tenant)
    actions.seed_papers(county.console, county.tenant)
    assert list(Paper.objects.filter(code="body-branch").values_list("edition", "is_current")) == [
        (1, False),
        (2, True),
    ]
    assert [line.text for line in lines(Pledge.objects.get())] == before
    assert len(queries.lines_for(post_of(county, "石磊"), 2026)) < len(before)


def test_one_signature_for_all_papers_of_a_secretary(county):
    pledge = signed(county, own=["每月进村两次", "  ", "把路灯修好"])
    kinds = [line.kind for line in lines(pledge)]
    assert kinds == sorted(kinds, key=["body", "principal", "dual"].index)
    assert set(kinds) == {"body", "principal"}
    assert [line.text for line in lines(pledge) if line.origin == "own"] == ["每月进村两次", "把路灯修好"]
    assert (pledge.state, pledge.is_on_paper, pledge.countersigner.code) == ("signed", False, "Q")


def test_the_others_sign_their_own_post_and_are_countersigned_at_home(county):
    pledge = signed(county, "李强")
    assert {line.kind for line in lines(pledge)} == {"dual"}
    assert "党员名册、发展党员和组织生活记录准确及时" in [line.text for line in lines(pledge)]
    assert "组织党员按季上党课，学的和干的对得上" not in [line.text for line in lines(pledge)]
    assert pledge.countersigner.code == "Q1"


def test_what_a_committee_asks_besides_is_in_the_lists_below_until_it_is_released(county):
    before = signed(county)
    required = require(county, last_year=2027)
    assert "带头包联困难户" not in [line.text for line in lines(before)]
    pledge = signed(county, "石磊")
    assert [line.text for line in lines(pledge) if line.origin == "required"] == ["带头包联困难户"]
    assert "带头包联困难户" not in [line.text for line in queries.lines_for(post_of(county, "东方明"), 2026)]
    actions.release_line(actor=county.actor("officer"), line=required)
    with pytest.raises(WrongState):
        actions.release_line(actor=county.actor("officer"), line=required)
    with on(dt.date(2026, 12, 5)):
        assert "带头包联困难户" not in [
            line.text for line in queries.lines_for(post_of(county, "石磊"), 2027) if line.origin == "required"
        ]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"document": " "}, "document"),
        ({"text": ""}, "text"),
        ({"text": "长" * 201}, "text"),
        ({"kind": "oath"}, "kind"),
        ({"last_year": 2025}, "last_year"),
        ({"last_year": 2032}, "last_year"),
    ],
)
def test_nothing_is_asked_without_a_basis(county, given, field):
    with pytest.raises(ValidationError) as refused:
        require(county, **given)
    assert field in refused.value.message_dict
    assert not RequiredLine.objects.exists()


def test_a_branch_asks_nothing_of_others(county):
    with pytest.raises(ValidationError):
        actions.require_line(
            actor=county.actor("梅"), unit=county.units["Q1"], kind="dual", text="多做", document="自定"
        )
    with pytest.raises(NotAllowed):
        require(county, unit=county.units["B"])


@pytest.mark.parametrize(
    ("name", "is_allowed"),
    [("梅", True), ("officer", True), ("county_officer", True), ("李强", False), ("孙涛", False), ("石磊", False)],
)
def test_who_signs(county, name, is_allowed):
    post = post_of(county, "梅")
    if is_allowed:
        assert actions.sign(actor=county.actor(name), post=post, year=2026).is_on_paper is (name != "梅")
        return
    with pytest.raises(NotAllowed):
        actions.sign(actor=county.actor(name), post=post, year=2026)
    assert not Pledge.objects.exists()


def test_once_a_year_and_only_in_its_year(county):
    signed(county)
    with pytest.raises(WrongState):
        signed(county)
    with pytest.raises(IntegrityError), transaction.atomic():
        Pledge.objects.create(
            tenant=county.tenant, unit=county.units["Q1"], post=post_of(county, "梅"), year=2026, signed_on=TODAY
        )
    for year in (2025, 2027):
        with pytest.raises(ValidationError):
            actions.sign(actor=county.actor("梅"), post=post_of(county, "梅"), year=year)
    with on(dt.date(2026, 12, 1)):
        assert actions.sign(actor=county.actor("梅"), post=post_of(county, "梅"), year=2027).year == 2027


@pytest.mark.parametrize("own", [["一"] * 6, ["长" * 201]])
def test_own_lines_are_few_and_short(county, own):
    with pytest.raises(ValidationError):
        signed(county, own=own)
    assert not Pledge.objects.exists()


def test_a_line_more_while_the_list_is_open(county):
    pledge = signed(county)
    count = len(lines(pledge))
    pledge = actions.add_line(actor=county.actor("梅"), pledge=pledge, text="修好路灯", version=pledge.version)
    assert [line.order for line in lines(pledge)] == list(range(1, count + 2))
    with pytest.raises(StaleEdit):
        actions.add_line(actor=county.actor("梅"), pledge=pledge, text="再修一盏", version=1)
    with pytest.raises(NotAllowed):
        actions.add_line(actor=county.actor("李强"), pledge=pledge, text="再修一盏")
    for number in range(4):
        actions.add_line(actor=county.actor("梅"), pledge=pledge, text=f"第{number}件")
    with pytest.raises(ValidationError):
        actions.add_line(actor=county.actor("梅"), pledge=pledge, text="第六件")


@pytest.mark.parametrize(
    ("holder", "allowed", "layer"),
    [("梅", {"officer", "county_officer"}, "officer"), ("李强", {"梅", "officer", "county_officer"}, "梅")],
)
def test_who_countersigns(county, holder, allowed, layer, sign_in):
    pledge = signed(county, holder)
    names = ("梅", "李强", "孙涛", "石磊", "officer", "county_officer", "inspector", "auditor")
    assert {name for name in names if policies.CONFIRM.allows(county.actor(name), pledge)} == allowed
    for name in set(names) - allowed:
        with pytest.raises(NotAllowed):
            actions.countersign(actor=county.actor(name), pledges=[pledge])
    waiting = {name for name in names if list(queries.waiting(county.actor(name)).filter(pk=pledge.pk))}
    assert waiting == allowed
    assert {name for name in allowed if queries.waiting_here(county.actor(name))} == {layer}
    page = sign_in("county_officer").get(pledge.get_absolute_url())
    assert sign_in("county_officer").get(page.context["countersign_href"]).context["count"] == 1
    assert sign_in("county_officer").get(reverse("pledges:countersign")).context["count"] == 0
    done = actions.countersign(actor=county.actor(sorted(allowed)[0]), pledges=[pledge])
    assert done[0].state == "countersigned"
    with pytest.raises(WrongState):
        actions.countersign(actor=county.actor(sorted(allowed)[0]), pledges=[pledge])


def test_whoever_put_a_paper_signature_down_does_not_countersign_it(county):
    officer = county.actor("officer")
    pledge = actions.sign(actor=officer, post=post_of(county, "石磊"), year=2026)
    with pytest.raises(NotAllowed):
        actions.countersign(actor=officer, pledges=[pledge])
    actions.countersign(actor=county.actor("county_officer"), pledges=[pledge])


def test_all_or_none_are_countersigned(county):
    mine, other = signed(county), signed(county, "东方明")
    with pytest.raises(NotAllowed):
        actions.countersign(actor=county.actor("officer"), pledges=[mine, other])
    with pytest.raises(ValidationError):
        actions.countersign(actor=county.actor("officer"), pledges=[])
    assert not Pledge.objects.filter(countersigned_on__isnull=False).exists()


def test_the_tree_of_signatures_and_its_lists_agree(county):
    actions.countersign(actor=county.actor("officer"), pledges=[signed(county)])
    signed(county, "李强")
    signed(county, "东方明")
    actor = county.actor("county_officer")
    found = {unit.code: tally for unit, tally in queries.by_child(county.units["C"], 2026)}
    assert (found["Q"].due, found["Q"].signed, found["Q"].countersigned) == (4, 2, 1)
    assert (found["B"].due, found["B"].signed, found["B"].countersigned) == (1, 1, 0)
    whole = queries.tally(queries.listed(actor, 2026))
    assert whole == sum(found.values(), queries.Tally())
    for state, count in (("unsigned", whole.missing), ("waiting", whole.waiting), ("countersigned", 1), ("signed", 3)):
        rows = queries.standing(queries.listed(actor, 2026), state)
        assert rows.count() == count
        assert state == "signed" or {queries.standing_of(row) for row in rows} == {state}


def test_the_successor_signs_anew_with_what_was_left_open(county):
    pledge = signed(county, own=["修好路灯", "建活动室"])
    lamps = next(line for line in lines(pledge) if line.text == "修好路灯")
    actions.settle(actor=county.actor("梅"), pledge=pledge, results={lamps.pk: actions.Result("done")})
    with on(TODAY + dt.timedelta(days=10)):
        people.leave_post(actor=county.console, post=post_of(county, "梅"), on=TODAY + dt.timedelta(days=10))
        people.appoint(
            actor=county.console,
            unit=county.units["Q1"],
            person=county.persons["老陈"],
            title="secretary",
            since=TODAY + dt.timedelta(days=10),
        )
        pledge = Pledge.objects.get(pk=pledge.pk)
        assert pledge.ended_on == TODAY + dt.timedelta(days=10)
        with pytest.raises(WrongState):
            actions.add_line(actor=county.console, pledge=pledge, text="再来一条")
        new = signed(county, "老陈")
        carried = [line for line in lines(new) if line.origin == "carried"]
        assert [line.text for line in carried] == ["建活动室"]
        assert all(line.carried_from_id for line in lines(new) if line.text == lines(pledge)[0].text)
        assert [one.pk for one in queries.neighbours(new)] == [pledge.pk]
        due = {post.holder_name for post in queries.due(county.tenant.pk, 2026)}
        assert "老陈" in due
        assert "梅" not in due


def test_a_signature_is_a_fact(county):
    pledge = signed(county)
    fact = Fact.objects.get(source_type=5, source_id=pledge.pk)
    assert (fact.kind, fact.unit_id, fact.on, int(fact.amount)) == (501, county.units["Q1"].pk, TODAY, 1)


def test_the_pages_of_a_secretary(county, sign_in):
    client = sign_in("梅")
    home = client.get(reverse("pledges:list"))
    assert [one["word"] for one in home.context["own"]] == ["还没签"]
    page = client.get(home.context["own"][0]["href"])
    assert "按季召开党员大会" in page.content.decode()
    answer = client.post(
        reverse("pledges:sign", args=[post_of(county, "梅").pk]), {"year": "2026", "own": "修好路灯\n\n"}, follow=True
    )
    assert "修好路灯" in answer.content.decode()
    assert client.get(reverse("pledges:sign", args=[post_of(county, "梅").pk])).context["signed_href"]
    assert client.get(reverse("pledges:list"), {"state": "unsigned"}).context["total"] == 2
    assert client.get(reverse("pledges:papers")).status_code == 200


def test_the_pages_of_an_officer(county, sign_in):
    pledge = signed(county)
    client = sign_in("officer")
    assert client.get(reverse("pledges:list")).context["waiting"] == 1
    tree = client.get(reverse("pledges:tree", args=[county.units["Q"].pk]))
    assert [one["name"] for one in tree.context["lines"]] == ["柳树村党支部", "石桥社区党支部"]
    answer = client.post(reverse("pledges:countersign"), {"pledges": [pledge.pk]}, follow=True)
    assert "会签了 1 份" in answer.content.decode()
    assert "没有等您会签的" in client.get(reverse("pledges:countersign")).content.decode()
    given = {"unit": county.units["Q"].pk, "kind": "dual", "text": "包联", "document": "一号文件", "last_year": "2027"}
    client.post(reverse("pledges:require_line"), given)
    line = RequiredLine.objects.get()
    assert "包联" in client.get(reverse("pledges:papers")).content.decode()
    assert "包联" in sign_in("梅").get(reverse("pledges:papers")).content.decode()
    sign_in("officer").post(reverse("pledges:release_line", args=[line.pk]))
    assert RequiredLine.objects.get().last_year == 2026


def test_a_list_is_open_to_its_branch_and_to_no_other(county, sign_in):
    pledge = signed(county)
    address = reverse("pledges:show", args=[pledge.pk])
    assert [sign_in(name).get(address).status_code for name in ("孙涛", "石磊", "东方明")] == [200, 404, 404]
    assert sign_in("stranger").get(address).status_code == 403
