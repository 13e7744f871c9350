"""At the end of the year, line by line; what members say; what is not kept goes on."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from leitu.activities import actions as activities
from leitu.activities.tests import factories as meetings
from leitu.audit.models import Entry
from leitu.core.errors import NotAllowed, StaleEdit, WrongState
from leitu.facts.models import Fact
from leitu.matters import actions as matters
from leitu.matters.models import Matter
from leitu.pledges import actions, evidence, queries
from leitu.pledges.models import Comment, Pledge
from leitu.pledges.tests.test_signing import TODAY, lines, on, post_of, signed

DECEMBER = dt.date(2026, 12, 10)
Result = actions.Result


@pytest.fixture
def pledge(county):
    return signed(county, own=["修好路灯"])


def all_of(pledge, outcome="done", said=""):
    return {line.pk: Result(outcome, said) for line in lines(pledge)}


def test_with_the_last_line_the_list_is_settled_and_counts(county, pledge):
    *most, last = lines(pledge)
    with on(DECEMBER):
        actor = county.actor("梅")
        actions.settle(actor=actor, pledge=pledge, results={line.pk: Result("done") for line in most})
        assert Pledge.objects.get(pk=pledge.pk).settled_on is None
        found = actions.settle(actor=actor, pledge=pledge, results={last.pk: Result("partly", "三盏里修了两盏")})
        assert (found.state, found.settled_on) == ("settled", DECEMBER)
        facts = dict(Fact.objects.filter(source_type=5, source_id=pledge.pk).values_list("kind", "amount"))
        assert facts == {501: 1, 502: len(most), 503: 1}
        with pytest.raises(WrongState):
            actions.settle(actor=actor, pledge=pledge, results={last.pk: Result("done")})


def test_before_november_a_line_can_only_be_done(county, pledge):
    line = lines(pledge)[0]
    with pytest.raises(ValidationError) as refused:
        actions.settle(actor=county.actor("梅"), pledge=pledge, results={line.pk: Result("not_done", "来不及")})
    assert f"outcome-{line.pk}" in refused.value.message_dict
    assert actions.settle(actor=county.actor("梅"), pledge=pledge, results={line.pk: Result("done")}).version == 2


@pytest.mark.parametrize(
    ("result", "field"),
    [
        (Result("not_done"), "said"),
        (Result("partly", "  "), "said"),
        (Result("done", "长" * 501), "said"),
        (Result("nearly"), "outcome"),
        (Result(""), "outcome"),
    ],
)
def test_what_a_result_needs(county, pledge, result, field):
    line = lines(pledge)[0]
    with on(DECEMBER), pytest.raises(ValidationError) as refused:
        actions.settle(actor=county.actor("梅"), pledge=pledge, results={line.pk: result})
    assert f"{field}-{line.pk}" in refused.value.message_dict


def test_lines_of_another_list_are_none_of_it(county, pledge):
    other = lines(signed(county, "李强"))[0]
    with pytest.raises(ValidationError):
        actions.settle(actor=county.actor("梅"), pledge=pledge, results={other.pk: Result("done")})
    with pytest.raises(ValidationError):
        actions.settle(actor=county.actor("梅"), pledge=pledge, results={})
    with pytest.raises(StaleEdit):
        actions.settle(actor=county.actor("梅"), pledge=pledge, results=all_of(pledge), version=9)


@pytest.mark.parametrize("name", ["李强", "孙涛", "石磊", "inspector"])
def test_nobody_settles_for_others(county, pledge, name):
    with pytest.raises(NotAllowed):
        actions.settle(actor=county.actor(name), pledge=pledge, results=all_of(pledge))


def test_what_is_on_record_stands_beside_the_line_and_is_kept(county, pledge):
    theme = next(line for line in lines(pledge) if line.norm_code == "theme-day")
    day = meetings.planned(county, "theme_day", "Q1", on=TODAY, starts_at=dt.time(9))
    activities.end(actor=county.actor("梅"), activity=day)
    activities.archive(actor=county.actor("梅"), activity=day, text="清理河道。")
    shown = evidence.beside(pledge, lines(pledge))
    said = shown[theme.pk][0]
    assert "办到 1 次" in said.text
    key = next(line for line in lines(pledge) if "key" in line.shows)
    assert "重点事项 0 件" in shown[key.pk][0].text
    actions.settle(actor=county.actor("梅"), pledge=pledge, results={theme.pk: Result("done")})
    kept = next(line for line in lines(pledge) if line.pk == theme.pk)
    assert kept.evidence == [said.text]


def test_every_sentence_of_evidence_opens_a_list(county, pledge, sign_in):
    client = sign_in("梅")
    hrefs = {one.href for found in evidence.beside(pledge, lines(pledge)).values() for one in found}
    assert len(hrefs) > 2
    assert {client.get(href).status_code for href in hrefs} == {200}


def test_what_was_not_kept_becomes_a_matter_and_a_line_of_next_year(county, pledge, sign_in):
    lamps = lines(pledge)[-1]
    results = all_of(pledge) | {lamps.pk: Result("not_done", "没有资金")}
    with on(DECEMBER):
        actions.settle(actor=county.actor("梅"), pledge=pledge, results=results)
        client = sign_in("梅")
        page = client.get(reverse("pledges:show", args=[pledge.pk]))
        assert f"of=pledge_line%3A{lamps.pk}" in page.content.decode()
        client.post(f"{reverse('matters:note')}?of=pledge_line:{lamps.pk}", {"title": "路灯还没修"})
        matter = Matter.objects.get(source_kind="pledge_line")
        assert (matter.source_key, matter.unit.code) == (str(lamps.pk), "Q1")
        assert "路灯还没修" in client.get(reverse("pledges:show", args=[pledge.pk])).content.decode()
        assert "修好路灯" in client.get(matter.get_absolute_url()).content.decode()
        new = actions.sign(actor=county.actor("梅"), post=post_of(county, "梅"), year=2027)
        assert [line.text for line in lines(new) if line.carried_from_id] == ["修好路灯"]


def test_a_matter_cannot_come_from_a_line_out_of_sight(county, pledge, sign_in):
    line = lines(pledge)[0]
    answer = sign_in("石磊").get(f"{reverse('matters:note')}?of=pledge_line:{line.pk}")
    assert line.text not in answer.content.decode()
    assert matters.note(actor=county.actor("石磊"), unit=county.units["Q2"], title="漏水").source_kind == ""


def test_a_comment_without_a_name_leads_to_nobody(county, pledge):
    line = lines(pledge)[0]
    made = actions.comment(actor=county.actor("孙涛"), line=line, text="大会开得太短")
    stored = Comment.objects.values().get(pk=made.pk)
    member = county.persons["孙涛"]
    assert stored["person_id"] is None
    assert {member.pk, county.users["孙涛"].pk, "孙涛"}.isdisjoint(
        {value for name, value in stored.items() if name not in ("id", "tenant_id", "unit_id", "line_id")}
    )
    entry = Entry.objects.get(verb="pledges.comment")
    assert (entry.object_type, entry.object_id, entry.data) == ("", 0, {})


def test_a_name_is_shown_to_whoever_answers_and_to_nobody_else(county, pledge, sign_in):
    line = lines(pledge)[0]
    made = actions.comment(actor=county.actor("孙涛"), line=line, text="大会开得太短", with_name=True)
    address = reverse("pledges:show", args=[pledge.pk])

    def names(reader):
        rows = [row for _label, rows in sign_in(reader).get(address).context["papers"] for row in rows]
        return [name for row in rows for _said, name in row["comments"]]

    assert names("梅") == ["孙涛"]
    assert names("李强") == [""]
    answered = actions.answer(actor=county.actor("梅"), comment=made, text="下次多留时间讨论")
    assert answered.answered_on == TODAY
    with pytest.raises(WrongState):
        actions.answer(actor=county.actor("梅"), comment=made, text="再说一遍")


@pytest.mark.parametrize(
    ("name", "is_allowed"), [("孙涛", True), ("李强", True), ("梅", False), ("石磊", False), ("officer", False)]
)
def test_who_says_something(county, pledge, name, is_allowed):
    line = lines(pledge)[0]
    if is_allowed:
        assert actions.comment(actor=county.actor(name), line=line, text="好").pk
        return
    with pytest.raises(NotAllowed):
        actions.comment(actor=county.actor(name), line=line, text="好")


@pytest.mark.parametrize("text", ["", "  ", "长" * 301])
def test_a_comment_is_a_sentence(county, pledge, text):
    line = lines(pledge)[0]
    with pytest.raises(ValidationError):
        actions.comment(actor=county.actor("孙涛"), line=line, text=text)
    made = actions.comment(actor=county.actor("孙涛"), line=line, text="好")
    with pytest.raises(ValidationError):
        actions.answer(actor=county.actor("梅"), comment=made, text=text)
    with pytest.raises(NotAllowed):
        actions.answer(actor=county.actor("李强"), comment=made, text="好")


def test_the_pages(county, pledge, sign_in):
    line = lines(pledge)[0]
    member = sign_in("孙涛")
    member.post(reverse("pledges:comment", args=[line.pk]), {"text": "大会开得太短"})
    client = sign_in("梅")
    page = client.get(reverse("pledges:show", args=[pledge.pk])).content.decode()
    assert "大会开得太短" in page
    assert "孙涛" not in page
    comment = Comment.objects.get()
    client.post(reverse("pledges:answer", args=[comment.pk]), {"text": "下次多留时间"})
    assert "下次多留时间" in member.get(reverse("pledges:show", args=[pledge.pk])).content.decode()
    with on(DECEMBER):
        client = sign_in("梅")
        form = client.get(reverse("pledges:settle", args=[pledge.pk]))
        assert "应办" in form.content.decode()
        wrong = client.post(
            reverse("pledges:settle", args=[pledge.pk]), {f"outcome-{line.pk}": "not_done", "version": "1"}
        )
        assert "没有全做到的" in wrong.content.decode()
        sent = {f"outcome-{one.pk}": "done" for one in lines(pledge)} | {"version": "1"}
        done = client.post(reverse("pledges:settle", args=[pledge.pk]), sent, follow=True)
        assert "已对账" in done.content.decode()
        assert queries.outcomes(lines(pledge))["open"] == 0
