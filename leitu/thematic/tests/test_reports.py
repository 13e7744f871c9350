"""A thematic report from the draft to the superior's remark: in Chinese, from the records, by the right people, once a year."""

import io

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import translation
from docx import Document

from leitu.activities import actions as activities
from leitu.activities.models import ActivityKind
from leitu.audit.models import Entry
from leitu.core.clock import today
from leitu.core.errors import NotAllowed, StaleEdit, WrongState
from leitu.facts import kinds
from leitu.facts.models import Fact
from leitu.matters import actions as matters
from leitu.matters.models import Matter
from leitu.matters.queries import proposal
from leitu.orgs.models import Involvement
from leitu.thematic import actions, queries
from leitu.thematic.models import ThematicReport
from leitu.thematic.wording import BLANK

YEAR = 2026
READY = {"title": "专题报告", "text": "一、基本情况。好。\n六、存在的不足。党课少。\n七、下一步打算。补上。"}
STEPS = {
    "change_report": READY,
    "send_report": {},
    "take_back_report": {},
    "receive_report": {"remark": "把党课补上"},
}
ROAD = {
    "draft": [],
    "sent": ["change_report", "send_report"],
    "received": ["change_report", "send_report", "receive_report"],
}
MAY = {
    "change_report": ("draft", {"梅", "李强", "officer", "county_officer"}),
    "send_report": ("draft", {"梅", "李强", "officer", "county_officer"}),
    "take_back_report": ("sent", {"梅", "李强", "officer", "county_officer"}),
    "receive_report": ("sent", {"officer", "county_officer", "inspector"}),
}


@pytest.fixture
def report(county):
    return actions.draft_report(actor=county.actor("梅"), unit=county.units["Q1"], year=YEAR)


def take(report, step, actor):
    return getattr(actions, step)(actor=actor, report=report, **STEPS[step])


def brought_to(report, state, county):
    for step in ROAD[state]:
        report = take(report, step, county.actor("county_officer" if step == "receive_report" else "梅"))
    return report


@pytest.mark.parametrize("state", ROAD)
@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("name", ["梅", "李强", "officer", "county_officer", "inspector", "石磊", "孙涛"])
def test_every_state_step_and_role(county, report, state, step, name):
    report = brought_to(report, state, county)
    if step == "send_report" and state == "draft":
        report = take(report, "change_report", county.actor("梅"))
    allowed, may = MAY[step]
    if name in may and state == allowed:
        assert take(report, step, county.actor(name)).version == report.version + 1
        return
    with pytest.raises(WrongState if name in may else NotAllowed):
        take(report, step, county.actor(name))
    assert ThematicReport.objects.get(pk=report.pk).state == state


def test_the_draft_is_chinese_and_counts_what_is_on_record(county):
    actor, unit = county.actor("梅"), county.units["Q1"]
    kind = ActivityKind.objects.get(tenant=county.tenant, code="theme_day")
    meeting = activities.plan(actor=actor, unit=unit, kind=kind, on=today(), topic="植树")
    for step in ("start", "save_roll", "end", "archive"):
        getattr(activities, step)(actor=actor, activity=meeting)
    noted = matters.note(actor=actor, unit=unit, title="漏水")
    matters.publish(actor=actor, matter=noted, **proposal(noted) | {"standard": "不漏水"})
    with translation.override("en"):
        text = actions.draft_report(actor=actor, unit=unit, year=YEAR).text
    assert "到2026年3月20日，柳树村党支部有党员7名" in text
    assert "本年开展组织生活1次：主题党日1次。应到7人次，实到7人次。" in text
    assert "现在账上还有1件，其中超期0件" in text
    assert text.count(BLANK) == 2


def test_a_committee_reports_about_everything_below(county):
    report = actions.draft_report(actor=county.actor("officer"), unit=county.units["Q"], year=YEAR)
    assert "青禾镇党委有下属党支部3个，党员9名" in report.text


@pytest.mark.parametrize(("unit", "year"), [("Q1G", YEAR), ("C", YEAR), ("Q1", YEAR + 1), ("Q1", YEAR - 3)])
def test_what_cannot_be_reported_is_refused(county, unit, year):
    with pytest.raises(ValidationError):
        actions.draft_report(actor=county.console, unit=county.units[unit], year=year)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "长" * 121}, "title"),
        ({"text": " "}, "text"),
        ({"text": "长" * 8001}, "text"),
    ],
)
def test_what_is_no_report_is_refused(county, report, given, field):
    with pytest.raises(ValidationError) as refused:
        actions.change_report(actor=county.actor("梅"), report=report, **{**READY, **given})
    assert field in refused.value.message_dict


def test_what_only_people_can_say_must_be_said(county, report):
    with pytest.raises(ValidationError):
        actions.send_report(actor=county.actor("梅"), report=report)
    with pytest.raises(StaleEdit):
        actions.change_report(actor=county.actor("梅"), report=report, version=report.version + 1, **READY)


def test_a_draft_is_its_writers_and_what_was_sent_is_the_superior_s_too(county, report):
    inspector = county.actor("inspector")
    assert not ThematicReport.objects.visible_to(inspector).exists()
    with pytest.raises(NotAllowed):
        actions.download_report(actor=inspector, report=report)
    sent = brought_to(report, "sent", county)
    assert sent.superior == county.units["Q"]
    assert ThematicReport.objects.visible_to(inspector).get() == sent
    assert not ThematicReport.objects.visible_to(county.actor("石磊")).exists()
    involved = Involvement.objects.filter(object_type="thematic.ThematicReport")
    assert [(one.unit, one.object_id) for one in involved] == [(county.units["Q"], sent.pk)]
    actions.take_back_report(actor=county.actor("梅"), report=sent)
    assert not involved.all().exists() and not ThematicReport.objects.visible_to(inspector).exists()


def test_whoever_sent_it_does_not_receive_it(county, report):
    officer = county.actor("officer")
    changed = take(report, "change_report", officer)
    sent = take(changed, "send_report", officer)
    with pytest.raises(NotAllowed):
        take(sent, "receive_report", county.actor("officer"))
    with pytest.raises(ValidationError):
        actions.receive_report(actor=county.actor("county_officer"), report=sent, remark="长" * 501)
    assert take(sent, "receive_report", county.actor("county_officer")).state == "received"


@pytest.mark.parametrize(("remark", "titles"), [("把党课补上", ["把党课补上"]), (" ", [])])
def test_a_remark_becomes_a_matter_of_the_unit(county, report, remark, titles):
    sent = brought_to(report, "sent", county)
    done = actions.receive_report(actor=county.actor("officer"), report=sent, remark=remark)
    found = Matter.objects.filter(unit=county.units["Q1"], source_kind="thematic", source_key=str(report.pk))
    assert [one.title for one in found] == titles
    assert done.matter == found.first()


def test_the_paper_says_to_whom_and_what_was_remarked(county, report):
    done = brought_to(report, "received", county)
    content = actions.download_report(actor=county.actor("梅"), report=done)
    lines = [one.text for one in Document(io.BytesIO(content)).paragraphs if one.text]
    assert lines[:3] == ["柳树村党支部", "专题报告", "青禾镇党委："]
    assert {"六、存在的不足", "党课少。", "上级意见", "把党课补上", "2026年3月20日"} <= set(lines)
    assert actions.download_report(actor=county.actor("梅"), report=done, form="pdf").startswith(b"%PDF")
    assert Entry.objects.filter(verb="thematic.download_report").count() == 2


def test_the_year_of_every_unit_in_three_questions(county, report, django_assert_num_queries):
    brought_to(report, "sent", county)
    came = {"source_type": 999, "source_id": 1, "kind": kinds.kind("inspection_received").number, "amount": 1}
    for on in (today(), today().replace(year=YEAR - 1)):
        Fact.objects.create(tenant_id=county.tenant.pk, unit_id=county.units["Q1"].pk, on=on, **came)
        came["source_id"] = 2
    actor = county.actor("county_officer")
    units = list(queries.reporting(actor, today()).order_by("code"))
    assert [unit.code for unit in units] == ["B", "B1", "B2", "Q", "Q1", "Q2", "Q3"]
    lines = {line.unit.code: line for line in queries.lines_of(actor, units, YEAR)}
    assert (lines["Q1"].report.state, lines["Q1"].inspected, lines["Q2"].report) == ("sent", 1, None)
    assert (lines["Q"].inspected, lines["B"].inspected, lines["Q2"].inspected) == (1, 0, 0)
    with django_assert_num_queries(3):
        queries.lines_of(actor, units, YEAR)


def test_the_pages_from_the_draft_to_the_matter(county, sign_in):
    def page(name, who, *args, **sent):
        client, address = sign_in(who), reverse(f"thematic:{name}", args=args)
        answer = client.post(address, sent, follow=True) if sent else client.get(address)
        return answer.content.decode()

    unit = county.units["Q1"]
    assert reverse("thematic:list") in sign_in("officer").get("/reports/months/").content.decode()
    assert "还没有起草" in page("show", "梅", unit.pk, YEAR)
    assert "柳树村党支部有党员7名" in page("draft_report", "梅", unit.pk, YEAR, sure="1")
    report = ThematicReport.objects.get()
    assert "还没有报送" in page("show", "inspector", unit.pk, YEAR)
    assert "请写" in page("send_report", "梅", report.pk, sure="1")
    assert "已保存" in page("change_report", "梅", report.pk, **READY)
    assert "报送了" in page("send_report", "梅", report.pk, sure="1")
    assert "待签收" in page("list", "officer")
    assert "签收了" in page("receive_report", "officer", report.pk, remark="把党课补上")
    shown = page("show", "梅", unit.pk, YEAR)
    assert "把党课补上" in shown and Matter.objects.get(source_kind="thematic").get_absolute_url() in shown
