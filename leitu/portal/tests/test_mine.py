"""我的: everything about me, who looked, what I may object to, what I do for others, my copy as a file."""

import datetime as dt
import io
import json
import zipfile

import openpyxl
import pytest
import time_machine
from django.urls import reverse

from leitu.activities import actions as activities
from leitu.activities.actions import Mark
from leitu.activities.models import Activity, ActivityKind, Attendance
from leitu.activities.own import own_year
from leitu.audit.models import Entry
from leitu.audit.record import record
from leitu.core.clock import now, today
from leitu.core.errors import NotAllowed
from leitu.people import actions as people
from leitu.people.lines import line_of
from leitu.people.models import Objection
from leitu.people.queries import entries_about, for_those_above, looks, objections_to_answer
from leitu.reports.actions import download_own

MOBILE = "13912345678"


def person(county, name: str):
    found = county.persons[name]
    found.refresh_from_db()
    return found


def with_mobile(county, name="孙涛"):
    one = person(county, name)
    people.correct_person(actor=county.actor("梅"), person=one, version=one.version, mobile=MOBILE)
    return person(county, name)


def held(county, code="theme_day", days=1, marks=None, **more) -> Activity:
    """An archived activity of Willow village."""
    kind = ActivityKind.objects.get(tenant=county.tenant, code=code)
    on = today() - dt.timedelta(days=days)
    made = activities.plan(actor=county.console, unit=county.units["Q1"], kind=kind, on=on, **more)
    activities.archive(actor=county.console, activity=made, marks=marks, text="学习。")
    return Activity.objects.get(pk=made.pk)


def page(client, name: str, *args) -> str:
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def test_everything_about_me_is_on_one_page_and_masked(enter, county) -> None:
    me = with_mobile(county)
    shown = page(enter("孙涛"), "portal:mine")
    assert "柳树村党支部" in shown
    assert MOBILE not in shown
    assert "*******5678" in shown
    for line in ("person-name", "person-mobile", f"membership-{me.memberships.get().pk}"):
        assert reverse("people:object_to", args=[me.pk, line]) in shown


def test_a_working_account_has_no_record_of_its_own(enter) -> None:
    client = enter("officer")
    assert "这个账号没有对应的党员" in page(client, "portal:mine")
    assert client.get(reverse("portal:who_saw")).status_code == 403
    assert client.post(reverse("reports:own_record")).status_code == 403


def test_numbers_are_those_of_the_list_behind_them(enter, county) -> None:
    me = person(county, "孙涛")
    held(county, starts_at=dt.time(9), ends_at=dt.time(11, 30))
    held(county, days=2, marks={me.pk: Mark(Attendance.State.EXCUSED, "出差")})
    held(county, days=3, marks={me.pk: Mark(Attendance.State.ABSENT)})
    people.exempt(actor=county.console, person=me, ground="ill", since=today() - dt.timedelta(days=400))
    held(county, days=4)
    year = own_year(me, today().year)
    counted = [one for one in year.lines if one.counts]
    assert (year.expected, year.excused, year.exempt) == (len(counted), 1, len(year.lines) - len(counted))
    assert year.present == sum(one.row.state == Attendance.State.PRESENT for one in year.lines)
    assert {one.activity.kind.name for one in year.lines} == {kind.name for kind in year.kinds}
    assert sum(kind.hours for kind in year.kinds) == 2.5
    shown = page(enter("孙涛"), "portal:my_attendance")
    assert shown.count('class="lt-line"') == len(year.lines)
    assert "出差" in shown


def test_one_may_object_to_an_attendance_and_only_to_ones_own(county) -> None:
    activity = held(county)
    rows = {row.person_id: row for row in Attendance.objects.filter(activity=activity)}
    me, other = person(county, "孙涛"), person(county, "老陈")
    found = line_of(me, f"attendance-{rows[me.pk].pk}")
    assert found is not None
    assert found.kept.endswith("主题党日：到会")
    assert line_of(me, f"attendance-{rows[other.pk].pk}") is None


def test_who_looked_and_why_stands_there_and_ones_own_look_does_not(enter, county) -> None:
    me = with_mobile(county)
    people.reveal(actor=county.actor("梅"), person=me, field="mobile", reason="通知改时间")
    people.reveal(actor=county.actor("孙涛"), person=me, field="mobile", reason="自己看看")
    people.reveal(actor=county.actor("梅"), person=with_mobile(county, "老陈"), field="mobile", reason="别人的事")
    client = enter("孙涛")
    everything, only_looks = page(client, "portal:who_saw"), client.get("/me/log/?show=looks").content.decode()
    assert "通知改时间" in everything
    assert "自己看看" in everything
    assert "修改个人信息" in everything
    assert "通知改时间" in only_looks
    assert "自己看看" not in only_looks
    assert "修改个人信息" not in only_looks
    assert "别人的事" not in everything


def test_lists_taken_at_my_branch_or_above_count_and_others_do_not(county) -> None:
    me, actor = person(county, "孙涛"), county.actor("officer")
    for code in ("Q1", "Q", "Q2", "B"):
        record(actor, "reports.download_ledger", county.units[code], unit_id=county.units[code].pk, rows=7, filters="")
    about = [entry.unit_id for entry in looks(entries_about(me), me)]
    assert sorted(about) == sorted([county.units["Q1"].pk, county.units["Q"].pk])


def test_late_objections_appeals_and_those_of_secretaries_go_above(county) -> None:
    def objects(who: str, line: str = "person-sex") -> Objection:
        return people.object_to(actor=county.actor(who), person=person(county, who), line=line, text="不对")

    mine, of_secretary = objects("孙涛"), objects("梅")
    officer = county.actor("officer")
    assert list(objections_to_answer(county.actor("梅"))) == [mine]
    assert list(for_those_above(objections_to_answer(officer), today())) == [of_secretary]
    later = today() + dt.timedelta(days=16)
    assert set(for_those_above(objections_to_answer(officer), later)) == {mine, of_secretary}
    people.answer_objection(actor=county.actor("梅"), objection=mine, outcome="kept", answer="照档案登记的。")
    appeal = objects("孙涛", f"objection-{mine.pk}")
    assert appeal in for_those_above(objections_to_answer(officer), today())
    assert list(objections_to_answer(county.actor("梅"))) == []


def test_the_secretary_finds_it_at_home_and_the_officer_when_it_is_late(enter, county) -> None:
    people.object_to(actor=county.actor("孙涛"), person=person(county, "孙涛"), line="person-sex", text="不对")
    address = reverse("people:answer_objection", args=[Objection.objects.get().pk])
    assert address in page(enter("梅"), "portal:home")
    assert address not in page(enter("officer"), "portal:dashboard")
    with time_machine.travel(now() + dt.timedelta(days=16), tick=False):
        assert address in page(enter("officer"), "portal:dashboard")


def test_an_objection_is_made_answered_and_read_in_pages(enter, county) -> None:
    me = person(county, "孙涛")
    answer = enter("孙涛").post(reverse("people:object_to", args=[me.pk, "person-sex"]), {"text": "应为男。"})
    assert answer.url == reverse("portal:mine")
    made = Objection.objects.get()
    sent = {"outcome": "corrected", "answer": "已照身份证改好。"}
    answer = enter("梅").post(reverse("people:answer_objection", args=[made.pk]), sent)
    assert answer.url == reverse("people:objections")
    shown = page(enter("孙涛"), "portal:mine")
    assert "已照身份证改好。" in shown
    assert reverse("people:object_to", args=[me.pk, f"objection-{made.pk}"]) in shown


def test_confirming_takes_three_taps_from_anywhere(enter, county) -> None:
    me, client = person(county, "孙涛"), enter("孙涛")
    assert reverse("portal:mine") in page(client, "portal:home")  # 1: 我的, at the foot of every page
    confirm = reverse("people:confirm", args=[me.pk])
    assert confirm in page(client, "portal:mine")  # 2: 核对资料
    assert client.post(confirm).url == reverse("portal:mine")  # 3: 资料无误
    assert "已核对" in page(client, "portal:mine")
    listed = enter("梅").get(reverse("people:confirmations"), {"done": "yes"}).content.decode()
    assert "孙涛" in listed
    assert "老陈" not in listed


def test_a_helper_answers_for_the_member_and_it_is_marked(enter, county) -> None:
    me = person(county, "孙涛")
    people.give_consent(
        actor=county.actor("孙涛"), person=me, helper=county.persons["李强"], purposes=["answer", "object"]
    )
    kind = ActivityKind.objects.get(tenant=county.tenant, code="theme_day")
    activity = activities.plan(actor=county.console, unit=county.units["Q1"], kind=kind, on=today())
    activities.notify(actor=county.console, activity=activity)
    client = enter("李强")
    address = f"{reverse('activities:answer', args=[activity.pk])}?for={me.pk}"
    assert address in page(client, "portal:mine_for", me.pk)
    assert client.post(address, {"coming": "no", "reason": "走亲戚"}).status_code == 302
    row = Attendance.objects.get(activity=activity, person=me)
    assert (row.state, row.via) == (Attendance.State.EXCUSED, Attendance.Via.PROXY)
    activities.archive(actor=county.console, activity=Activity.objects.get(pk=activity.pk), text="学习。")
    assert "由 李强 代办" in page(enter("孙涛"), "portal:my_attendance")


def test_without_consent_nobody_answers_for_another(enter, county) -> None:
    kind = ActivityKind.objects.get(tenant=county.tenant, code="theme_day")
    activity = activities.plan(actor=county.console, unit=county.units["Q1"], kind=kind, on=today())
    activities.notify(actor=county.console, activity=activity)
    me = person(county, "孙涛")
    address = reverse("activities:answer", args=[activity.pk])
    assert enter("老陈").post(f"{address}?for={me.pk}", {"coming": "yes", "reason": ""}).status_code == 404
    with pytest.raises(NotAllowed):
        activities.answer(actor=county.actor("老陈"), activity=activity, person=me, coming=True)


def test_my_copy_holds_everything_in_clear_for_people_and_for_programs(enter, county) -> None:
    me = with_mobile(county)
    held(county)
    people.object_to(actor=county.actor("孙涛"), person=me, line="person-mobile", text="=1+1 号码换了")
    answer = enter("孙涛").post(reverse("reports:own_record"))
    assert answer["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        machine = json.loads(packed.read("data.json"))
        book = openpyxl.load_workbook(io.BytesIO(packed.read("我的资料.xlsx")))
    assert {"part": "基本信息", "item": "手机", "value": MOBILE} in machine["register"]
    assert machine["attendance"][0]["state"] == "到会"
    assert machine["objections"][0]["text"] == "=1+1 号码换了"
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert MOBILE in [cell.value for cell in cells]
    assert [cell.value for cell in cells if cell.data_type == "f"] == []
    assert Entry.objects.filter(verb="reports.download_own", object_id=me.pk).count() == 1


def test_nobody_takes_the_copy_of_another(county) -> None:
    with pytest.raises(NotAllowed):
        download_own(actor=county.actor("梅"), person=person(county, "孙涛"))
