"""Administrator, security officer, auditor: what each does, what none of them may (security.md A6, D5, E2)."""

import csv
import datetime as dt
import json
import os
from io import BytesIO, StringIO
from pathlib import Path
from urllib.parse import unquote

import openpyxl
import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from leitu.accounts.models import Guard, Invitation, SignIn
from leitu.audit import sealing
from leitu.audit.models import Entry
from leitu.audit.record import record
from leitu.core import jobs
from leitu.core.actor import console, system
from leitu.core.clock import now
from leitu.core.errors import NotAllowed
from leitu.core.models import JobRun
from leitu.core.retention import sweeps
from leitu.orgs.models import Unit
from leitu.oversight import actions, queries
from leitu.oversight.schedule import SCHEDULE

pytestmark = pytest.mark.django_db


@pytest.fixture
def enter(county):
    def enter(who: str) -> Client:
        client = Client()
        client.force_login(county.users[who])
        SignIn.objects.filter(user=county.users[who]).update(strong=True)
        return client

    return enter


def shown(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


@pytest.fixture
def history(county) -> None:
    for name, verb, unit in (
        ("梅", "orgs.rename", "Q1"),
        ("officer", "orgs.close", "Q2"),
        ("石磊", "people.appoint", "Q2"),
    ):
        record(county.actor(name), verb, county.units[unit], before="甲", after="乙", title="书记")


@pytest.mark.parametrize(
    ("query", "who", "not_who"),
    [
        ("?who=梅", "梅", "石磊"),
        ("?area=people", "石磊", "officer"),
        ("?unit=Q1", "梅", "石磊"),
        ("?since=2020-01-01&area=orgs", "officer", "起任职"),
    ],
)
def test_the_auditor_searches_by_who_what_where_and_when(enter, history, query, who, not_who) -> None:
    page = shown(enter("auditor"), f"/oversight/entries/{query}").split("<tbody")[-1]
    assert who in page
    assert not_who not in page


def test_nonsense_in_the_search_is_no_error(enter, history) -> None:
    for query in (
        "?since=x",
        "?until=9999-99-99",
        "?area=zzz",
        "?unit=%00",
        "?who=%27--",
        "?page=-1",
        "?since=0001-01-01",
    ):
        shown(enter("auditor"), f"/oversight/entries/{query}")


def test_the_auditor_takes_along_what_he_sees_and_that_is_on_record(enter, county, history) -> None:
    answer = enter("auditor").post("/oversight/entries/?area=people&export=1")
    assert answer.status_code == 200
    cells = [
        str(cell.value) for row in openpyxl.load_workbook(BytesIO(answer.content)).active.iter_rows() for cell in row
    ]
    assert "石磊" in cells
    assert Entry.objects.filter(verb="orgs.export_list", actor_id=county.users["auditor"].pk).count() == 1


def test_the_auditor_takes_them_for_a_program_too(enter, county, history) -> None:
    record(county.actor("梅"), "orgs.rename", county.units["Q1"], before="甲", after="=1+1")
    Unit.objects.filter(code="Q2").update(name="@SUM(A1)")
    record(county.actor("梅"), "orgs.rename", Unit.objects.get(code="Q2"), before="甲", after="乙")
    client = enter("auditor")
    assert "导出 .csv" in shown(client, "/oversight/entries/?export=1")
    answer = client.post("/oversight/entries/?who=梅&export=1", {"as": "csv"})
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert ".csv" in unquote(answer["Content-Disposition"])
    rows = list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0] == ["时间", "谁", "做了什么", "对象", "请求编号"]
    assert {row[1] for row in rows[1:-1]} == {"梅"}
    assert "'@SUM(A1)" in {row[3] for row in rows[1:-1]}
    assert all(dt.datetime.strptime(row[0], "%Y-%m-%d %H:%M:%S") for row in rows[1:-1])
    assert "auditor 于" in rows[-1][0]
    told = Entry.objects.get(verb="orgs.export_list")
    assert told.data["rows"] == len(rows) - 2
    assert enter("county_officer").post("/units/?export=1", {"as": "csv"})["Content-Type"].endswith("sheet")


def test_entries_of_another_tenant_do_not_exist(counties) -> None:
    here, other = counties
    record(other.console, "orgs.rename", other.units["Q1"])
    assert not queries.entries_for(here.actor("auditor")).filter(tenant_id=other.tenant.pk).exists()


def test_verifying_says_whole_and_is_on_record(enter, county, history) -> None:
    sealing.seal_all()
    client = enter("auditor")
    assert client.post("/oversight/chain/verify/").status_code == 302
    page = shown(client, "/oversight/chain/")
    assert "都和封存时一样" in page
    assert sealing.spoken(sealing.last_seals()[county.tenant.pk].hash) in page
    told = Entry.objects.get(verb="oversight.verify_audit")
    assert (told.data["findings"], told.actor_label) == (0, "auditor")


@pytest.mark.parametrize("who", ["administrator", "security_officer", "county_officer", "梅"])
def test_nobody_else_verifies(county, who) -> None:
    with pytest.raises(NotAllowed):
        actions.verify_audit(actor=county.actor(who))


def test_the_command_finds_what_was_tampered_with(county, history, monkeypatch, capsys) -> None:
    from django.db import connection

    from tests.support.flush import without_triggers

    monkeypatch.setattr("leitu.core.command.initialised", lambda: True)
    sealing.seal_all()
    call_command("audit", "verify")
    with without_triggers(connection):
        Entry.objects.filter(verb="orgs.close").update(actor_label="别人")
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("audit", "verify", format="json", stdout=out)
    assert [found["problem"] for found in json.loads(out.getvalue())["findings"]] == ["changed"]
    call_command("audit", "heads", stdout=(heads := StringIO()))
    assert f"{county.tenant.pk} #" in heads.getvalue()


def test_the_security_officer_sees_accounts_and_closes_one(enter, county) -> None:
    client = enter("security_officer")
    page = shown(client, "/oversight/accounts/?q=石磊")
    assert "支部书记" in page
    address = f"/accounts/{county.users['石磊'].pk}/deactivate/"
    assert address in page
    assert client.post(address).status_code == 302
    county.users["石磊"].refresh_from_db()
    assert not county.users["石磊"].is_active
    assert "停用了账号" in shown(client, "/oversight/sign-ins/")


def test_the_administrator_sees_that_no_worker_runs(enter, county) -> None:
    client = enter("administrator")
    assert "后台任务没有运行" in shown(client, "/oversight/health/")
    JobRun.objects.create(name="audit.seal", minute=now(), started_at=now(), alive_at=now(), outcome="done")
    page = shown(client, "/oversight/health/")
    assert "后台任务没有运行" not in page
    assert "封存操作记录" in page


def test_every_class_of_data_has_a_sweep_and_every_sweep_a_line() -> None:
    assert {kept.name for kept in SCHEDULE} == set(sweeps())


def test_the_job_removes_what_is_over_and_nothing_else(county) -> None:
    user, at = county.users["梅"], now()
    common = {"tenant_id": county.tenant.pk, "user": user}
    for age in (89, 91):
        ended = at - dt.timedelta(days=age)
        SignIn.objects.create(**common, started_at=ended, seen_at=ended, ended_at=ended)
    SignIn.objects.create(**common, started_at=at - dt.timedelta(days=400), seen_at=at)  # open: stays
    for age, digest in ((10, "a"), (200, "b")):
        when = at - dt.timedelta(days=age)
        Invitation.objects.create(**common, digest=digest, created_at=when, expires_at=when)
    Guard.objects.create(key="old", since=at - dt.timedelta(days=3))
    JobRun.objects.create(name="x", minute=at - dt.timedelta(days=31), started_at=at, alive_at=at)
    entries = Entry.objects.count()
    staging = Path(settings.STAGING_DIR)
    staging.mkdir(parents=True, exist_ok=True)
    note = staging / f"{'k' * 32}.json"
    note.write_text(json.dumps({"key": "k" * 32, "owner": "o", "name": "n", "digest": "d"}))
    os.utime(note, times=((timezone.now() - dt.timedelta(days=2)).timestamp(),) * 2)

    done = jobs.run_now("oversight.sweep")
    expected = {"accounts.sign_ins": 1, "accounts.invitations": 1, "accounts.guards": 1, "core.job_runs": 1}
    assert {name: done.result[name] for name in expected} == expected
    assert not note.exists()
    assert Entry.objects.count() == entries + 1, "one entry with the counts"
    told = Entry.objects.get(verb="oversight.sweep_old")
    assert told.data["gone"]["accounts.sign_ins"] == 1
    assert jobs.run_now("oversight.sweep").result["accounts.sign_ins"] == 0


def test_only_the_machine_sweeps(county) -> None:
    with pytest.raises(NotAllowed):
        actions.sweep_old(actor=county.actor("administrator"))
    assert isinstance(actions.sweep_old(actor=system("test")), dict)
    assert isinstance(actions.verify_audit(actor=console("test")).entries, int)


def test_a_head_from_outside_is_held_against_the_chain(enter, county, history) -> None:
    sealing.seal_all()
    mine = sealing.written(sealing.last_seals()[county.tenant.pk])
    client = enter("auditor")
    assert mine in shown(client, "/oversight/chain/")
    typed = f" {mine.upper().replace('-', ' ')} "
    assert client.post("/oversight/chain/verify/", {"head": typed}).status_code == 302
    assert "和拿来的链头" in shown(client, "/oversight/chain/")
    assert Entry.objects.filter(verb="oversight.verify_audit").latest("pk").data["given"] == [mine]

    wrong = mine[:-1] + ("0" if mine[-1] != "0" else "1")
    assert client.post("/oversight/chain/verify/", {"head": wrong}).status_code == 302
    assert "有 1 处对不上" in shown(client, "/oversight/chain/")


@pytest.mark.parametrize(
    "head", ["x", "1-2", "1-2-zz", "1-2-abcd", "-1-2-9f3c0a1b77de4c02", f"1-2-{'a' * 65}", "９" * 90]
)
def test_what_is_no_head_is_said(enter, county, head) -> None:
    answer = enter("auditor").post("/oversight/chain/verify/", {"head": head})
    assert answer.status_code == 200
    assert "链头的样子是" in answer.content.decode()


def test_a_head_of_others_is_refused(counties) -> None:
    here, other = counties
    record(other.console, "orgs.rename", other.units["Q1"])
    sealing.seal_all()
    foreign = sealing.written(sealing.last_seals()[other.tenant.pk])
    with pytest.raises(ValidationError, match="不是这里的"):
        actions.verify_audit(actor=here.actor("auditor"), heads=[foreign])
    assert actions.verify_audit(actor=console("test"), heads=[foreign]).is_whole


def test_the_command_takes_heads(county, history, monkeypatch, capsys) -> None:
    monkeypatch.setattr("leitu.core.command.initialised", lambda: True)
    sealing.seal_all()
    mine = sealing.written(sealing.last_seals()[county.tenant.pk])
    call_command("audit", "verify", head=[mine])
    with pytest.raises(SystemExit):
        call_command("audit", "verify", head=[f"{county.tenant.pk}-99-9f3c-0a1b-77de-4c02"])
    with pytest.raises(CommandError, match="9f3c"):
        call_command("audit", "verify", head=["nonsense"])
