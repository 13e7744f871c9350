"""A program calls: who it is, how far it reaches, what it may send, and that nothing happens twice."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client

from leitu.accounts.models import ApiToken
from leitu.activities.models import Activity
from leitu.activities.tests import factories as make
from leitu.audit.models import Entry
from leitu.ui.models import SubmittedForm
from tests.api.programs import Programs
from tests.cast import County
from tests.friday import TODAY

KEY = "a-key-of-their-own-1"


@pytest.fixture(autouse=True)
def on_that_friday() -> Iterator[None]:
    """The day of the factories."""
    with time_machine.travel(TODAY, tick=False):
        yield


def planned(county: County, **more: Any) -> dict[str, Any]:
    return {"unit": county.units["Q1"].pk, "kind": "general_meeting", "on": "2026-03-20", **more}


def test_a_meeting_from_plan_to_archive(county: County, program: Programs) -> None:
    mei = program("梅")
    made = mei.post("/api/activities/plan", planned(county, starts_at="19:00", agenda=["学习", "讨论"], notify=True))
    assert made.status_code == 200, made.content
    found = made.json()
    assert (found["state"], found["agenda"]) == ("notified", ["学习", "讨论"])
    here = f"/api/activities/{found['id']}"
    away = county.persons["周芳"].pk
    assert mei.post(f"{here}/start").json()["state"] == "under_way"
    version = mei.get(here).json()["version"]
    marks = [{"person": away, "state": "excused", "reason": "出差"}]
    ended = mei.post(f"{here}/end", {"marks": marks, "version": version}).json()
    assert ended["numbers"]["excused"] == 1
    sent = {"text": "讨论了学习计划。", "decisions": [{"text": "同意。", "in_favour": 2}], "version": ended["version"]}
    archived = mei.post(f"{here}/archive", sent)
    assert archived.status_code == 200, archived.content
    found = archived.json()
    assert (found["state"], found["minutes"]["text"]) == ("archived", "讨论了学习计划。")
    assert [line["reason"] for line in found["roll"] if line["person"] == away] == ["出差"]
    assert Entry.objects.filter(verb="activities.archive").latest("pk").actor_label.endswith("（月报同步）")


def test_without_a_token_nothing(client: Client, county: County) -> None:
    for headers in ({}, {"Authorization": "Bearer nonsense"}, {"Authorization": "Basic bWVpOngK"}):
        answer = client.get("/api/activities/", headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")


def test_a_session_reads_and_needs_the_token_against_forgery_to_act(
    county: County, sign_in: Callable[[str], Client]
) -> None:
    client = sign_in("梅")
    assert client.get("/api/activities/").status_code == 200
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    refused = strict.post("/api/activities/plan", planned(county), content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (403, "csrf")
    assert client.post("/api/activities/plan", planned(county), content_type="application/json").status_code == 200


@pytest.mark.parametrize(
    ("reach", "reads", "acts"),
    [
        (["read"], 200, 403),
        (["write"], 200, 200),
        (["activities.read"], 200, 403),
        (["activities.write"], 200, 200),
        (["calendar"], 403, 403),
    ],
)
def test_a_token_reaches_no_further_than_its_scope(
    county: County, program: Programs, reach: list[str], reads: int, acts: int
) -> None:
    mei = program("梅", *reach)
    assert mei.get("/api/activities/").status_code == reads
    assert mei.post("/api/activities/plan", planned(county)).status_code == acts


def test_a_token_gives_no_more_than_its_owner_has(county: County, program: Programs) -> None:
    refused = program("孙涛").post("/api/activities/plan", planned(county))
    assert (refused.status_code, refused.json()["code"]) == (403, "not_allowed")
    absent = program("石磊").get(f"/api/activities/{make.planned(county).pk}")
    assert (absent.status_code, absent.json()["code"]) == (404, "absent")


def test_a_token_without_the_second_factor_is_worth_nothing_where_it_is_asked(
    county: County, program: Programs
) -> None:
    officer = program("officer", "read")
    assert officer.get("/api/activities/").status_code == 200
    ApiToken.objects.update(strong=False)
    refused = officer.get("/api/activities/")
    assert (refused.status_code, refused.json()["code"]) == (403, "second_factor")


def test_equal_calls_with_one_key_have_one_effect_and_one_answer(county: County, program: Programs) -> None:
    mei = program("梅")
    answers = [mei.post("/api/activities/plan", planned(county), key=KEY) for _again in range(5)]
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    assert Activity.objects.count() == 1
    assert "general_meeting" not in SubmittedForm.objects.get(key=KEY).outcome, "answers are kept sealed"


def test_a_key_is_for_one_call(county: County, program: Programs) -> None:
    mei = program("梅")
    first = mei.post("/api/activities/plan", planned(county), key=KEY).json()
    for other in (
        mei.post("/api/activities/plan", planned(county, topic="别的"), key=KEY),
        mei.post(f"/api/activities/{first['id']}/notify", key=KEY),
    ):
        assert (other.status_code, other.json()["code"]) == (409, "key_used")
    assert Activity.objects.get().state == "planned"
    assert program("石磊").post("/api/activities/plan", planned(county), key=KEY).status_code == 404, (
        "keys are one's own"
    )


def test_a_refused_call_leaves_its_key_free(county: County, program: Programs) -> None:
    mei = program("梅")
    assert mei.post("/api/activities/plan", planned(county, kind="nothing"), key=KEY).status_code == 422
    assert not SubmittedForm.objects.exists()
    assert mei.post("/api/activities/plan", planned(county), key=KEY).status_code == 200


@pytest.mark.parametrize("key", ["short", "x" * 65, "with a blank in the middle", "键" * 20])
def test_a_key_that_is_none(county: County, program: Programs, key: str) -> None:
    refused = program("梅").post("/api/activities/plan", planned(county), key=key)
    assert (refused.status_code, refused.json()["code"]) == (400, "bad_key")


def test_without_a_key_two_calls_are_two(county: County, program: Programs) -> None:
    mei = program("梅")
    for _again in range(2):
        mei.post("/api/activities/plan", planned(county, kind="lecture", starts_at=None))
    assert Activity.objects.count() == 1, "the same meeting twice is refused by the action"
    assert not SubmittedForm.objects.exists()


BAD_BODIES = [
    b"",
    b"nothing",
    b"{",
    b"[]",
    b"null",
    b'"text"',
    b'{"unit": 1, "unit": 2}',
    b'{"unit": NaN}',
    b'{"unit": Infinity}',
    b'{"unit": 1e999}',
    b'{"unit": ' + b"9" * 5000 + b"}",
    b'{"unit": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    b'{"topic": "\\u0000"}',
    b'{"topic": "\\ud800"}',
    b'{"\\u0000": 1}',
    b'{"topic": "\xff"}',
    '{"topic": "中文"}'.encode("gbk"),
    '{"topic": "中文"}'.encode("utf-16"),
    b'{"unit": true}',
    b'{"unit": "1"}',
    b'{"unit": 1.5}',
    b'{"unit": -1}',
    b'{"unit": 9223372036854775808}',
    b'{"on": 20260320}',
    b'{"on": "2026-02-30"}',
    b'{"on": "20260320"}',
    b'{"on": "2026-03-20T00:00:00"}',
    b'{"agenda": "one"}',
    b'{"agenda": [1]}',
    b'{"agenda": {"a": 1}}',
    b'{"is_staff": true}',
]


@pytest.mark.parametrize("body", BAD_BODIES, ids=range(len(BAD_BODIES)))
def test_a_bad_body_is_told_so(county: County, program: Programs, body: bytes) -> None:
    mei = program("梅")
    answer = mei.client.post("/api/activities/plan", body, content_type="application/json", headers=mei.headers)
    assert answer.status_code in (400, 422), answer.content
    told = answer.json()
    assert set(told) == {"code", "message", "fields", "request_id"}
    assert not told["message"].isascii()


def test_fields_are_named_and_said_in_chinese(county: County, program: Programs) -> None:
    told = program("梅").post("/api/activities/plan", planned(county, on=None, is_staff=True, place="x" * 999)).json()
    assert told["code"] == "invalid"
    assert set(told["fields"]) == {"on", "is_staff", "place"}
    assert told["fields"]["is_staff"] == ["没有这一项。"]


def test_what_the_action_says_comes_through(county: County, program: Programs) -> None:
    mei = program("梅")
    activity = make.planned(county)
    empty = mei.post(f"/api/activities/{activity.pk}/cancel", {"reason": "　"})
    assert (empty.status_code, set(empty.json()["fields"])) == (422, {"reason"})
    wrong = mei.post(f"/api/activities/{activity.pk}/reopen", {"reason": "补充"})
    assert (wrong.status_code, wrong.json()["code"]) == (409, "wrong_state")
    stale = mei.post(f"/api/activities/{activity.pk}/update", {"topic": "新", "version": 0})
    assert (stale.status_code, stale.json()["code"]) == (409, "stale")


def test_other_media_and_methods(county: County, program: Programs) -> None:
    mei = program("梅")
    text = mei.client.post(
        "/api/activities/plan", json.dumps(planned(county)), content_type="text/plain", headers=mei.headers
    )
    assert (text.status_code, text.json()["code"]) == (415, "wrong_media")
    for method in ("put", "patch", "delete"):
        answer = getattr(mei.client, method)("/api/activities/plan", headers=mei.headers)
        assert (answer.status_code, answer.json()["code"]) == (405, "wrong_method")
    assert mei.get("/api/activities/plan").status_code == 405
    assert mei.get("/api/nothing").json()["code"] == "absent"
    assert mei.post("/api/activities/1/start", {"x": 1}).status_code == 422


def test_a_body_that_is_too_big(county: County, program: Programs, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    answer = program("梅").post("/api/activities/plan", planned(county, topic="长" * 100))
    assert (answer.status_code, answer.json()["code"]) == (413, "too_big")


@pytest.mark.parametrize(
    "query",
    [
        "?page=0",
        "?page=-1",
        "?page=abc",
        "?page=1000000000000",
        "?size=1000000",
        "?size=0",
        "?page=1&page=2",
        "?sort=password",
        "?unit__tenant=1",
        "?kind=nothing",
        "?state=nothing",
        "?since=yesterday",
        "?q=%00",
        "?q=" + "x" * 101,
    ],
)
def test_a_bad_question_is_told_so(county: County, program: Programs, query: str) -> None:
    answer = program("梅", "read").get(f"/api/activities/{query}")
    assert answer.status_code in (400, 422), answer.content
    assert answer.json()["fields"] or answer.status_code == 400


def test_lists_have_pages_filters_and_an_order(county: County, program: Programs) -> None:
    mei = program("梅")
    for day in ("2026-03-17", "2026-03-18", "2026-03-19"):
        assert mei.post("/api/activities/plan", planned(county, on=day)).status_code == 200
    page = mei.get("/api/activities/?size=2").json()
    assert ([one["on"] for one in page["items"]], page["total"]) == (["2026-03-19", "2026-03-18"], 3)
    assert [one["on"] for one in mei.get("/api/activities/?size=2&page=2").json()["items"]] == ["2026-03-17"]
    assert mei.get("/api/activities/?page=99").json()["items"] == []
    assert mei.get("/api/activities/?since=2026-03-19").json()["total"] == 1
    assert mei.get("/api/activities/?sort=oldest").json()["items"][0]["on"] == "2026-03-17"
    assert mei.get("/api/activities/?kind=lecture").json()["total"] == 0


def test_a_search_finds_meetings_by_title_where_they_may_be_seen(county: County, program: Programs) -> None:
    mei = program("梅")
    made = mei.post("/api/activities/plan", planned(county, topic="防汛值班安排")).json()
    (found,) = mei.get("/api/portal/search?q=防汛").json()["activities"]
    assert found == {
        "id": made["id"],
        "on": "2026-03-20",
        "kind": "支部党员大会",
        "topic": "防汛值班安排",
        "unit": {"id": county.units["Q1"].pk, "name": "柳树村党支部"},
    }
    assert program("石磊").get("/api/portal/search?q=防汛").json()["activities"] == []
