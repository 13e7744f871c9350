"""The record of a meeting to download: who may, what it then says, and that it is on record."""

import datetime as dt
import io
from urllib.parse import unquote

import pytest
from django.urls import reverse
from docx import Document
from docx.oxml.ns import qn

from leitu.activities import actions as activities
from leitu.activities.actions import Mark
from leitu.activities.tests import factories as make
from leitu.audit import sealing
from leitu.audit.models import Entry
from leitu.audit.sentences import sentence
from leitu.audit.verify import verify
from leitu.orgs import actions as orgs
from leitu.orgs.models import Unit
from leitu.people import actions as people
from leitu.people.models import Exemption
from leitu.reports import actions, paper


def address(activity):
    return reverse("reports:minutes", args=[activity.pk])


def archived(county, code="general_meeting", marks=None, on=make.DAY, **values):
    given = {"text": "学习并讨论。", **values}
    planned = make.planned(county, code, on=on)
    marks = {county.persons[name].pk: mark for name, mark in (marks or {}).items()}
    return activities.archive(actor=county.console, activity=planned, marks=marks, **given)


def words(content):
    """All text of a .docx: paragraphs and table cells, in order."""
    return [
        "".join(node.text or "" for node in paragraph.iter(qn("w:t")))
        for paragraph in Document(io.BytesIO(content)).element.body.iter(qn("w:p"))
    ]


def test_the_record_comes_as_a_file_with_roll_minutes_and_votes(county, sign_in):
    marks = {"孙涛": make.LEAVE, "老陈": make.AWAY}
    activity = archived(county, marks=marks, decisions=[make.vote("同意冬季走访方案。")], guests=["周明，县委宣讲团"])
    answer = sign_in("梅").get(address(activity), headers={"accept-language": "en"})
    assert answer.status_code == 200
    assert answer["Content-Type"].endswith("wordprocessingml.document")
    assert "2026-03-20 柳树村党支部 支部党员大会记录.docx" in unquote(answer["Content-Disposition"])
    said = words(answer.content)
    for part in ("柳树村党支部", "支部党员大会会议记录", "学习与讨论", "孙涛（出差）", "老陈", "学习并讨论。"):
        assert part in said
    assert "（一）同意冬季走访方案。" in said
    assert "表决情况：应到会有表决权6人；赞成5票，反对0票，弃权0票。结果：通过。" in said
    assert "周明，县委宣讲团" in said
    assert "有表决权的应到6人，半数以上即至少3人；实到4人，达到。" in said
    assert "（草稿，尚未归档）" not in said


def test_every_download_leaves_one_entry(county, sign_in):
    activity = archived(county)
    before = Entry.objects.count()
    sign_in("梅").get(address(activity))
    entry = Entry.objects.filter(verb="reports.download_minutes").get()
    assert Entry.objects.filter(verb__startswith="reports.").count() == 1
    assert Entry.objects.exclude(verb__startswith="accounts.").count() == before + 1
    assert (entry.object_id, entry.actor_label, sentence(entry)) == (activity.pk, "梅", "下载会议记录")
    assert "下载会议记录" in sign_in("梅").get(activity.get_absolute_url()).content.decode()


READERS = {
    #                                  梅(hold, away) 老陈(away) 孙涛(there) officer inspector 石磊(other branch)
    "general_meeting": "               200 200 200 200 200 404",
    "committee_meeting": "             200 403 403 200 200 404",
    "organisational_life_meeting": "   403 403 200 403 403 404",
}


@pytest.mark.parametrize("code", READERS)
def test_the_record_is_for_its_readers(county, sign_in, code):
    away = {} if code == "committee_meeting" else {"老陈": make.AWAY, "梅": make.AWAY}
    activity = archived(county, code, marks=away)
    for name, status in zip(("梅", "老陈", "孙涛", "officer", "inspector", "石磊"), READERS[code].split(), strict=True):
        client = sign_in(name)
        assert (name, client.get(address(activity)).status_code) == (name, int(status))
        page = client.get(activity.get_absolute_url())
        assert (name, address(activity) in page.content.decode()) == (name, status == "200")
    assert Entry.objects.filter(verb="reports.download_minutes").count() == READERS[code].count("200")


def test_nobody_gets_it_without_signing_in(county, client, sign_in):
    activity = archived(county)
    assert client.get(address(activity)).status_code == 302
    assert sign_in("梅").post(address(activity)).status_code == 405


@pytest.mark.parametrize(
    ("state", "status"),
    [
        ("planned", 409), ("notified", 409), ("cancelled", 409), ("waived", 409),
        ("under_way", 200), ("ended", 200), ("archived", 200),
    ],
)  # fmt: skip
def test_it_exists_once_the_meeting_has_begun_and_is_a_draft_until_it_is_archived(county, sign_in, state, status):
    client, activity = sign_in("梅"), make.in_state(county, state)
    answer = client.get(address(activity))
    assert answer.status_code == status
    is_offered = address(activity) in client.get(activity.get_absolute_url()).content.decode()
    assert is_offered is (state in ("ended", "archived"))
    if status == 200:
        assert ("（草稿，尚未归档）" in words(answer.content)) is (state != "archived")


def test_reasons_of_leave_are_for_those_who_keep_the_record_and_for_oneself(county, sign_in):
    activity = archived(county, marks={"孙涛": Mark(make.EXCUSED, "住院手术")})
    shown = {
        name: any("住院手术" in line for line in words(sign_in(name).get(address(activity)).content))
        for name in ("梅", "孙涛", "老陈", "officer", "inspector")
    }
    assert shown == {"梅": True, "孙涛": True, "老陈": False, "officer": False, "inspector": False}


def test_a_record_archived_again_says_who_and_why(county, sign_in):
    activity = archived(county)
    activity = activities.reopen(actor=make.mei(county), activity=activity, reason="更正列席名单")
    activities.archive(actor=make.mei(county), activity=activity)
    said = words(sign_in("梅").get(address(activity)).content)
    assert "（一）第2版，2026年3月20日（周五）由梅修订，修订原因：更正列席名单。" in said


def test_a_late_entry_and_an_exempt_member_are_said_plainly(county, sign_in):
    people.exempt(actor=county.console, person=county.persons["老陈"], ground=Exemption.Ground.AGED)
    planned = make.planned(county, on=make.DAY - dt.timedelta(days=20))
    activity = activities.archive(actor=county.console, activity=planned, late_reason="停电")
    said = words(sign_in("梅").get(address(activity)).content)
    assert "（二）本记录于2026年3月20日（周五）补录，补录原因：停电。" in said
    assert "（一）免于硬性要求、未到会，不计入应到：老陈。" in said


def test_the_paper_bears_the_name_that_the_branch_had_on_that_day(county, sign_in):
    activity = archived(county, on=dt.date(2026, 3, 19))
    unit = Unit.objects.get(pk=county.units["Q1"].pk)
    orgs.rename(actor=county.console, unit=unit, name="新柳村党支部", on=dt.date(2026, 3, 20), version=unit.version)
    said = words(sign_in("梅").get(address(activity)).content)
    assert "柳树村党支部" in said
    assert "新柳村党支部" not in said


@pytest.mark.parametrize("text", ["{{7*7}}", "{% debug %}", "<script>alert(1)</script>"])
def test_what_people_write_comes_out_literally(county, sign_in, text):
    said = words(sign_in("梅").get(address(archived(county, text=text))).content)
    assert text in said


def test_a_record_that_fits_no_file_is_refused_with_a_way_out(county, sign_in, monkeypatch):
    monkeypatch.setattr(paper, "LONGEST", 10)
    answer = sign_in("梅").get(address(archived(county)))
    assert answer.status_code == 409
    assert "太长" in answer.content.decode()
    assert not Entry.objects.filter(verb="reports.download_minutes").exists()


def test_the_console_may_download_too(county):
    assert actions.download_minutes(actor=county.console, activity=archived(county)).startswith(b"PK")


def test_a_printed_record_keeps_a_head_of_the_audit_outside(county, sign_in):
    activity = archived(county)
    before = actions.download_minutes(actor=county.console, activity=activity)
    assert not any("链头" in line for line in words(before)), "nothing was sealed yet"
    sealing.seal_all()
    kept = sealing.newest_head(county.tenant.pk)
    (line,) = [line for line in words(sign_in("梅").get(address(activity)).content) if "链头" in line]
    assert sealing.written(kept) in line
    assert verify([sealing.read_back(line.partition("：")[2].partition("（")[0])]).is_whole
