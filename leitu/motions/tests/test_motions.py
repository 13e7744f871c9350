"""Motions: who may vote, quorum and majority by the rule, the resolution from the template, the task."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from leitu.activities import actions as activities
from leitu.activities.actions import Mark
from leitu.activities.models import ActivityKind, Resolution
from leitu.activities.tests import factories as make
from leitu.audit.models import Entry
from leitu.audit.sentences import sentence
from leitu.core.errors import NotAllowed, WrongState
from leitu.matters.models import Matter
from leitu.motions import actions, queries
from leitu.motions.kinds import kinds, kinds_at
from leitu.motions.models import Motion, Vote

SEPTEMBER = dt.date(2026, 9, 30)
VOTERS = ("梅", "李强", "赵敏", "孙涛", "周芳", "老陈")


def moved(county, state="under_way", kind="general", title="修水渠", name="梅", **values):
    activity = make.in_state(county, state, **values)
    return actions.put(actor=county.actor(name), activity=activity, kind=kind, title=title, proposer_name="老陈")


def ballots(county, **choices):
    return {county.persons[name].pk: choices.get(name, "in_favour") for name in VOTERS}


def by_hands(county, motion, *counted, name="梅"):
    given = dict(zip(("in_favour", "against", "abstained"), counted, strict=False))
    return actions.decide(actor=county.actor(name), motion=motion, way="hands", **given)


@pytest.mark.parametrize(("counted", "state"), [((4, 1, 1), "carried"), ((3, 3), "lost"), ((3,), "lost")])
def test_more_than_half_of_those_entitled_carry_a_motion(county, counted, state):
    motion = by_hands(county, moved(county), *counted)
    card = queries.cards(motion.activity)[0]
    assert (card.state, motion.resolution.in_favour, card.names) == (state, counted[0], [])
    text = motion.resolution.text
    assert all(word in text for word in ("柳树村党支部", "修水渠", "应到有表决权的6人", f"赞成{counted[0]}票"))
    assert ("没有通过" in text) is (state == "lost")


def test_named_votes_are_counted_and_shown_by_name(county):
    motion = moved(county)
    votes = ballots(county, 周芳="against", 老陈="abstained")
    motion = actions.decide(actor=make.mei(county), motion=motion, way="named", votes=votes, in_favour=99)
    found = motion.resolution
    assert (found.in_favour, found.against, found.abstained, found.passed) == (4, 1, 1, True)
    assert dict(queries.cards(motion.activity)[0].names)["反对"] == ["周芳"]
    entry = Entry.objects.filter(verb="motions.decide").latest("pk")
    assert "修水渠" not in str(entry.data)
    assert "周芳" not in str(entry.data)


@pytest.mark.parametrize("name", ["小林", "石磊"])
def test_probationary_members_and_strangers_have_no_vote(county, name):
    motion = moved(county)
    votes = {county.persons[name].pk: "in_favour"}
    with pytest.raises(ValidationError) as refused:
        actions.decide(actor=make.mei(county), motion=motion, way="named", votes=votes)
    assert list(refused.value.message_dict) == ["votes"]


def test_whoever_is_not_there_has_no_vote_and_without_a_quorum_nobody(county):
    activity = make.in_state(county, "under_way")
    motion = actions.put(actor=make.mei(county), activity=activity, kind="general", title="修水渠")
    away = {county.persons[name].pk: make.LEAVE for name in VOTERS[:3]}
    activities.save_roll(actor=make.mei(county), activity=activity, marks=away)
    for wrong in (ballots(county), {}, {county.persons["老陈"].pk: "perhaps"}):
        with pytest.raises(ValidationError):
            actions.decide(actor=make.mei(county), motion=motion, way="named", votes=wrong)
    for wrong in ((4,), (0, 0), (-1, 2)):
        with pytest.raises(ValidationError):
            by_hands(county, motion, *wrong)
    activities.save_roll(actor=make.mei(county), activity=activity, marks={county.persons["孙涛"].pk: make.LEAVE})
    with pytest.raises(WrongState):
        by_hands(county, motion, 2)
    activities.save_roll(
        actor=make.mei(county), activity=activity, marks={county.persons["孙涛"].pk: Mark(make.PRESENT)}
    )
    assert by_hands(county, motion, 3).resolution.passed is False, "half of those there is not half of those entitled"


def test_secret_kinds_wait_for_ballots(county):
    motion = moved(county, kind="election", title="选支委")
    with pytest.raises(WrongState):
        by_hands(county, motion, 6)
    assert not Resolution.objects.exists()


def test_what_a_meeting_decides_is_data_and_shows_its_rule(county):
    assert "livelihood" in {one.code for one in kinds_at(make.kind(county))}
    committee = make.kind(county, "committee_meeting")
    assert {one.code for one in kinds_at(committee)} == {"general", "dues_use", "election"}
    assert kinds_at(make.kind(county, "lecture")) == []
    for meeting in ActivityKind.objects.filter(tenant=county.tenant, code__in=["general_meeting", "committee_meeting"]):
        for one in kinds_at(meeting):
            rule = one.rule(meeting)
            assert all(rule[part] for part in ("summary", "document", "article", "confidence", "valid_from"))
    assert {code for one in kinds().values() for code in one.meetings} <= set(
        ActivityKind.objects.filter(tenant=county.tenant).values_list("code", flat=True)
    )


def test_what_is_put_is_checked(county):
    activity = make.in_state(county, "under_way")
    for wrong in ({"title": " "}, {"title": "长" * 201}, {"kind": "nothing"}, {"proposer_name": "长" * 101}):
        given = {"kind": "general", "title": "修水渠", **wrong}
        with pytest.raises(ValidationError) as refused:
            actions.put(actor=make.mei(county), activity=activity, **given)
        assert list(refused.value.message_dict) == list(wrong)
    with pytest.raises(WrongState):
        moved(county, "archived", starts_at=dt.time(9))
    with pytest.raises(ValidationError):
        moved(county, "under_way", code="committee_meeting", kind="livelihood", starts_at=dt.time(8))
    with pytest.raises(WrongState):
        by_hands(county, moved(county, "notified", starts_at=dt.time(7)), 4)
    with pytest.raises(ValidationError):
        actions.decide(actor=make.mei(county), motion=moved(county, starts_at=dt.time(6)), way="secret")


def test_who_keeps_the_record_may_and_nobody_else(county):
    motion = moved(county)
    for name in ("孙涛", "石磊", "officer", "auditor"):
        actor = county.actor(name)
        for refused in (
            lambda actor=actor: actions.put(actor=actor, activity=motion.activity, kind="general", title="x"),
            lambda actor=actor: actions.decide(actor=actor, motion=motion, way="hands", in_favour=4),
            lambda actor=actor: actions.withdraw(actor=actor, motion=motion),
            lambda actor=actor: actions.issue(actor=actor, motion=motion, due_on=SEPTEMBER, standard="好"),
        ):
            with pytest.raises(NotAllowed):
                refused()
    activities.hand_roll(actor=make.mei(county), activity=motion.activity, person=county.persons["孙涛"])
    motion = Motion.objects.select_related("activity__unit", "activity__kind").get(pk=motion.pk)
    assert by_hands(county, motion, 4, name="孙涛").resolution.passed


def test_a_motion_is_decided_once_and_again_when_its_resolution_was_withdrawn(county):
    motion = moved(county)
    motion = actions.decide(actor=make.mei(county), motion=motion, way="named", votes=ballots(county))
    for refused in (
        lambda: by_hands(county, motion, 4),
        lambda: actions.withdraw(actor=make.mei(county), motion=motion),
    ):
        with pytest.raises(WrongState):
            refused()
    activities.withdraw_resolution(actor=make.mei(county), activity=motion.activity, resolution=motion.resolution)
    assert queries.cards(motion.activity)[0].state == "open"
    motion = by_hands(county, motion, 4)
    assert not Vote.objects.exists()
    other = actions.put(actor=make.mei(county), activity=motion.activity, kind="general", title="装路灯")
    assert actions.withdraw(actor=make.mei(county), motion=other).withdrawn_on
    with pytest.raises(WrongState):
        by_hands(county, other, 4)


def test_a_carried_motion_becomes_a_task_in_one_click(county, sign_in):
    motion = by_hands(county, moved(county), 5, 1)
    client = sign_in("梅")
    page = client.get(motion.get_absolute_url())
    address = reverse("motions:issue", args=[motion.pk])
    assert address in page.content.decode()
    form = client.get(address).context["form"]
    client.post(address, {name: form[name].value() for name in form.fields})
    matter = Matter.objects.get()
    assert (matter.title, matter.state, matter.person_name) == ("修水渠", "published", "梅")
    assert (matter.source_kind, matter.source_key) == ("motion", str(motion.pk))
    assert matter.get_absolute_url() in client.get(motion.get_absolute_url()).content.decode()
    with pytest.raises(WrongState):
        actions.issue(actor=make.mei(county), motion=motion, due_on=SEPTEMBER, standard="好")
    lost = by_hands(county, moved(county, starts_at=dt.time(9)), 1)
    with pytest.raises(WrongState):
        actions.issue(actor=make.mei(county), motion=lost, due_on=SEPTEMBER, standard="好")
    late = by_hands(county, moved(county, starts_at=dt.time(8)), 6)
    with pytest.raises(ValidationError):
        actions.issue(actor=make.mei(county), motion=late, due_on=dt.date(2026, 1, 1), standard="好")


def test_the_pages_of_a_vote(county, sign_in):
    activity = make.in_state(county, "under_way")
    client = sign_in("梅")
    listed = reverse("motions:list", args=[activity.pk])
    assert listed in client.get(activity.get_absolute_url()).content.decode()
    client.post(reverse("motions:put", args=[activity.pk]), {"kind": "general", "title": "修水渠"})
    motion = Motion.objects.get()
    page = client.get(listed).content.decode()
    assert "支部工作条例" in page
    address = reverse("motions:decide", args=[motion.pk])
    assert address in page
    wrong = client.post(address, {"in_favour": "7", "against": "0", "abstained": "0"})
    assert wrong.status_code == 200
    assert wrong.context["form"].errors["in_favour"]
    named = client.get(f"{address}?way=named")
    assert {line.name for line in named.context["form"].lines} == set(VOTERS)
    assert {line.value for line in named.context["form"].lines} == {""}
    votes = {f"vote-{key}": choice for key, choice in ballots(county, 周芳="against").items()}
    client.post(f"{address}?way=named", votes)
    assert "周芳" in client.get(listed).content.decode()
    assert sign_in("孙涛").get(listed).status_code == 200
    assert sign_in("石磊").get(listed).status_code == 404


def test_entries_say_what_was_done_without_the_words(county):
    motion = by_hands(county, moved(county), 4)
    for entry in Entry.objects.filter(verb__startswith="motions."):
        assert sentence(entry)
        assert motion.title not in sentence(entry)
