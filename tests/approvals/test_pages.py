"""Two persons on the pages and over the interface for programs: what each sees and does, step by step."""

import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from django.test import Client

from leitu.accounts.models import SignIn
from leitu.approvals import actions
from leitu.approvals.models import Ask
from leitu.audit.models import Entry
from leitu.core.errors import WrongState
from leitu.notices.collect import collect
from leitu.notices.models import Notice
from leitu.notices.wording import href, sentence
from leitu.orgs.models import Grant
from tests.api.programs import Program
from tests.approvals.conftest import inspector_for
from tests.approvals.test_states import asked
from tests.cast import County

Enter = Callable[[str], Client]


@pytest.fixture
def enter(two: County) -> Enter:
    def enter(who: str) -> Client:
        client = Client()
        client.force_login(two.users[who])
        SignIn.objects.filter(user=two.users[who]).update(strong=True)
        return client

    return enter


@pytest.fixture
def few(monkeypatch: Any) -> None:
    """A list of two persons is long here."""
    monkeypatch.setattr("leitu.people.releasing.FEW_PERSONS", 1)


def shown(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_a_list_from_the_wish_to_the_file(two: County, enter: Enter, few: None) -> None:
    address = f"/people/?unit={two.units['Q'].pk}&stage=full"
    officer, secretary = enter("county_officer"), enter("青禾书记")
    page = shown(officer, f"{address}&export=1")
    assert "这份名单要另一位同志批准" in page
    assert "青禾书记" in page
    refused = officer.post(f"{address}&export=1", {"purpose": "　"})
    assert 'aria-invalid="true"' in refused.content.decode()
    assert not Ask.objects.exists()
    answer = officer.post(f"{address}&export=1", {"purpose": "年报核对"})
    ask = Ask.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, ask.get_absolute_url())
    assert "已经请示，等另一位同志批准" in shown(officer, f"{address}&export=1")
    assert officer.post(f"{address}&export=1", {"purpose": "再来"}).status_code == 409

    assert '请示与批准</span><span class="lt-count">1</span>' in shown(secretary, "/approvals/")
    page = shown(secretary, ask.get_absolute_url())
    for words in ("county_officer", "年报核对", "青禾镇党委及以下；类别：正式党员", "姓名、类别", "同意…", "不同意…"):
        assert words in page
    assert "同意…" not in shown(officer, ask.get_absolute_url())
    assert officer.post(f"{ask.get_absolute_url()}approve/").status_code == 403
    assert secretary.post(f"{ask.get_absolute_url()}approve/").status_code == 302

    page = shown(officer, ask.get_absolute_url())
    assert "领取文件" in page
    onward = ask.kind.onward(ask).href
    assert onward.replace("&", "&amp;") in page
    file = officer.post(onward)
    assert file["Content-Type"].endswith("sheet")
    cells = [str(c.value) for row in openpyxl.load_workbook(io.BytesIO(file.content)).active.iter_rows() for c in row]
    assert {"用途：年报核对", "批准：青禾书记"} <= set(cells)
    assert officer.post(onward)["Content-Type"].startswith("text/html")
    entry = Entry.objects.get(verb="people.export_list")
    assert (entry.data["approver"], entry.data["purpose"]) == ("青禾书记", "年报核对")
    assert "已办理" in shown(officer, ask.get_absolute_url())


def test_a_role_from_the_wish_to_the_grant(two: County, enter: Enter) -> None:
    security, unit = enter("security_officer"), two.units["Q"]
    given = inspector_for(two)
    form = {"user": given["user"].pk, "role": given["role"].pk, "reach": "below"}
    without = security.post(f"/units/{unit.pk}/grants/add/", form)
    assert "请写一句理由" in without.content.decode()
    assert security.post(f"/units/{unit.pk}/grants/add/", {**form, "reason": "接替督查员"}).status_code == 302
    ask = Ask.objects.get()
    page = shown(enter("钟书记"), ask.get_absolute_url())
    for words in ("stranger", "督查员", "青禾镇党委", "本级及以下", "长期", "查看会议记录"):
        assert words in page
    assert security.post(f"/units/grants/approved/{ask.pk}/").status_code == 409
    enter("钟书记").post(f"{ask.get_absolute_url()}approve/")
    assert "现在授予" in shown(security, ask.get_absolute_url())
    assert "stranger" in shown(security, f"/units/grants/approved/{ask.pk}/")
    assert enter("security_two").get(f"/units/grants/approved/{ask.pk}/").status_code == 404
    assert security.post(f"/units/grants/approved/{ask.pk}/").status_code == 302
    assert Grant.objects.filter(user=two.users["stranger"], role__code="inspector", unit=unit).count() == 1


def test_a_refusal_says_why_and_ends_it(two: County, enter: Enter) -> None:
    ask = asked(two)
    enter("钟书记").post(f"{ask.get_absolute_url()}refuse/", {"answer": "先问组织部"})
    page = shown(enter("security_officer"), ask.get_absolute_url())
    assert "钟书记没有同意：先问组织部" in page
    assert "现在授予" not in page


def test_nobody_to_approve_is_no_dead_end(county: County, few: None) -> None:
    """One security officer, no secretary above: both pages say who would have to be appointed, and how."""
    client = Client()
    client.force_login(county.users["security_officer"])
    SignIn.objects.update(strong=True)
    page = shown(client, asked(county).get_absolute_url())
    for words in ("现在没有人能批准", "上级党组织书记、安全管理员", "create-officer"):
        assert words in page
    client.force_login(county.users["county_officer"])
    SignIn.objects.update(strong=True)
    page = shown(client, "/people/?export=1")
    for words in ("现在没有人能批准", "上级党组织书记、党务干部", "办理任职"):
        assert words in page


def test_whoever_is_asked_reads_so_where_he_begins(two: County, enter: Enter) -> None:
    said = "有 1 件请示等您答复"
    asked(two)
    assert said in shown(enter("钟书记"), "/dashboard/")
    assert said not in shown(enter("钟书记"), "/notices/")
    assert said not in shown(enter("county_officer"), "/dashboard/")


def test_only_who_may_be_concerned_has_the_link(two: County, enter: Enter) -> None:
    for who, has in {"梅": False, "孙涛": False, "钟书记": True, "administrator": True, "county_officer": True}.items():
        assert ('href="/approvals/"' in shown(enter(who), "/notices/")) is has, who


def test_the_other_and_the_asker_are_told(two: County) -> None:
    ask = asked(two)
    collect()
    rows = Notice.objects.filter(kind="approval").select_related("user")
    told = {notice.user.label: sentence(notice) for notice in rows}
    assert set(told) == {"钟书记", "青禾书记", "security_two"}
    assert told["钟书记"] == "security_officer 请您批准：授予角色，stranger · 督查员 · 青禾镇党委"
    actions.approve(actor=two.actor("钟书记"), ask=ask)
    collect()
    notice = rows.get(verb="approvals.approve")
    assert (notice.user.label, href(notice)) == ("security_officer", ask.get_absolute_url())
    assert sentence(notice).startswith("钟书记 同意了您的请示：授予角色")


def test_a_program_asks_and_uses_but_never_approves(two: County) -> None:
    security = Program(two.users["security_officer"], "write")
    address = f"/api/orgs/units/{two.units['Q'].pk}"
    body = {"user": two.users["stranger"].pk, "role": "inspector", "reach": "below"}
    assert security.post(f"{address}/grant", body).status_code == 409
    assert security.post(f"{address}/grant", {**body, "reason": "x"}).status_code == 422
    told = security.post(f"{address}/ask-grant", {**body, "reason": "接替督查员"}).json()
    assert (told["action"], told["state"], "角色：督查员" in told["told"]) == ("orgs.grant", "asked", True)
    for who in ("security_officer", "钟书记"):
        program = Program(two.users[who], "write")
        for step, sent in (("approve", {}), ("refuse", {"answer": "不"})):
            assert program.post(f"/api/approvals/{told['id']}/{step}", sent).status_code == 403
    assert security.post(f"{address}/grant", body).status_code == 409
    actions.approve(actor=two.actor("钟书记"), ask=Ask.objects.get())
    assert security.get(f"/api/approvals/{told['id']}").json()["decided_by"] == "钟书记"
    assert security.post(f"{address}/grant", {**body, "reach": "here"}).status_code == 409
    assert security.post(f"{address}/grant", body).status_code == 200
    assert security.post(f"{address}/grant", body).status_code == 409


def test_a_session_approves_over_the_interface(two: County, enter: Enter) -> None:
    ask = asked(two)
    chief = enter("钟书记")
    assert chief.get("/api/approvals/?waiting=true").json()["total"] == 1
    assert (
        enter("security_officer").post(f"/api/approvals/{ask.pk}/approve", content_type="application/json").status_code
        == 403
    )
    answer = chief.post(f"/api/approvals/{ask.pk}/approve", content_type="application/json")
    assert (answer.status_code, answer.json()["state"]) == (200, "approved")
    with pytest.raises(WrongState):
        actions.approve(actor=two.actor("security_two"), ask=ask)
