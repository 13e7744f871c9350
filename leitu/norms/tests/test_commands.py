"""The command line, as people script against it."""

import datetime as dt
import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.core.management.base import CommandError

from leitu.norms.models import Norm, Pack
from leitu.norms.tests.factories import Place, pack_text
from leitu.orgs.models import Installation

D = dt.date
pytestmark = pytest.mark.django_db


@pytest.fixture
def place() -> Place:
    Installation.objects.create(owed_since=D(2024, 1, 1), initialised_at=dt.datetime(2024, 1, 1, tzinfo=dt.UTC))
    return Place()


def run(*words: str) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of ``leitu <words>``."""
    out, err = StringIO(), StringIO()
    code = 0
    try:
        call_command(*words, stdout=out, stderr=err)
    except SystemExit as exit_:
        code = int(exit_.code or 0)
    except CommandError as problem:
        code = problem.returncode
        err.write(str(problem))
    return code, out.getvalue(), err.getvalue()


def document(*words: str) -> Any:
    code, out, __ = run(*words, "--format", "json")
    assert code == 0
    return json.loads(out)


def test_duties_as_json(place: Place) -> None:
    unit = place.unit("a")
    place.fact(unit, "theme_day", D(2026, 11, 5))
    assert document("duties", "--unit", "a", "--norm", "theme-day", "--on", "2026-11-20") == {
        "on": "2026-11-20",
        "duties": [
            {
                "norm": "theme-day",
                "unit": "a",
                "person": None,
                "period_start": "2026-11-01",
                "period_end": "2026-11-30",
                "required": "1",
                "achieved": "1",
                "due_on": "2026-11-30",
                "state": "met",
            }
        ],
    }


def test_duties_below_and_since_are_ordered_by_code_and_period(place: Place) -> None:
    place.unit("b")
    place.unit("a")
    asked = ("duties", "--unit", "root", "--norm", "theme-day", "--on", "2026-11-20", "--since", "2026-10-31")
    assert document(*asked)["duties"] == []
    rows = [(d["unit"], d["period_start"], d["state"]) for d in document(*asked, "--below")["duties"]]
    assert rows == [
        ("a", "2026-10-01", "overdue"),
        ("a", "2026-11-01", "upcoming"),
        ("b", "2026-10-01", "overdue"),
        ("b", "2026-11-01", "upcoming"),
    ]


def test_the_summary(place: Place) -> None:
    place.unit("a")
    found = document("duties", "--unit", "root", "--below", "--on", "2026-11-20", "--summary", "--norm", "theme-day")
    states = {"upcoming": 1, "due_soon": 0, "met": 0, "overdue": 0, "waived": 0}
    assert found == {"on": "2026-11-20", "summary": {"theme-day": states}}
    code, out, __ = run("duties", "--unit", "root", "--below", "--on", "2026-11-20", "--summary")
    assert code == 0
    assert out.splitlines()[0].split() == ["norm", "upcoming", "due_soon", "met", "overdue", "waived"]
    assert "general-meeting" in out


def test_text_lines_up_although_characters_are_wide(place: Place) -> None:
    place.unit("a")
    place.unit("long-code")
    out = run("duties", "--unit", "root", "--below", "--on", "2026-11-20")[1]
    lines = [line for line in out.splitlines() if "theme-day" in line]
    assert len(lines) == 2
    assert len({line.index("theme-day") for line in lines}) == 1


def test_today_is_the_day_when_none_is_given(place: Place) -> None:
    place.unit("a")
    with time_machine.travel(dt.datetime(2026, 5, 6, tzinfo=dt.UTC)):
        assert document("duties", "--unit", "a", "--norm", "theme-day")["on"] == "2026-05-06"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--unit", "nowhere"], "Unknown unit: nowhere"),
        (["--unit", "root", "--norm", "no-such-norm"], "Unknown norm: no-such-norm"),
        (["--unit", "root", "--since", "2026-11-21"], "--since lies after --on"),
        (["--unit", "root", "--tenant", "nobody"], "Unknown tenant: nobody"),
    ],
)
def test_wrong_words_end_with_2(place: Place, words: list[str], said: str) -> None:
    code, out, err = run("duties", *words, "--on", "2026-11-20", "--format", "json")
    assert (code, out) == (2, "")
    assert said in err


def test_a_code_of_several_tenants_needs_the_tenant(place: Place) -> None:
    other = Place()
    place.unit("a")
    other.fact(other.unit("a"), "theme_day", D(2026, 11, 5))
    asked = ("duties", "--unit", "a", "--norm", "theme-day", "--on", "2026-11-20")
    code, __, err = run(*asked)
    assert code == 2
    assert "--tenant" in err
    states = [document(*asked, "--tenant", t.tenant.code)["duties"][0]["state"] for t in (place, other)]
    assert states == ["upcoming", "met"]


def test_commands_need_an_initialised_database() -> None:
    for words in (("duties", "--unit", "a"), ("explain", "--unit", "a", "--norm", "theme-day")):
        code, __, err = run(*words)
        assert code == 2
        assert "leitu init" in err


def test_explain_as_json(place: Place) -> None:
    unit = place.unit("a")
    place.fact(unit, "theme_day", D(2026, 11, 5))
    found = document("explain", "--unit", "a", "--norm", "theme-day", "--on", "2026-11-20")
    assert list(found) == [
        *("norm", "unit", "person", "period_start", "period_end", "required", "achieved", "due_on", "state"),
        *("rule", "facts", "missing"),
    ]
    assert (found["state"], found["missing"]) == ("met", "")
    [fact] = found["facts"]
    assert (fact["kind"], fact["on"], fact["amount"]) == ("theme_day", "2026-11-05", "1")
    assert fact["source"].startswith("活动#")
    assert found["rule"]["title"] == "主题党日"
    code, out, __ = run("explain", "--unit", "a", "--norm", "general-meeting", "--on", "2026-11-20")
    assert code == 0
    assert "还差 1 次" in out


def test_explain_says_why_nothing_is_owed(place: Place) -> None:
    place.unit("a")
    found = document("explain", "--unit", "a", "--norm", "dues", "--on", "2026-11-20")
    assert (found["state"], found["facts"], found["rule"]["title"]) == (None, [], "党费收缴")
    assert "尚未记录" in found["missing"]
    code, out, __ = run("explain", "--unit", "a", "--norm", "dues", "--on", "2026-11-20")
    assert (code, "尚未记录" in out) == (0, True)


def test_check_reads_the_packs_of_the_product_without_a_database() -> None:
    code, out, err = run("norms", "check", "--format", "json")
    assert (code, json.loads(out)["errors"]) == (0, [])
    assert "good" in err


def test_check_names_file_line_and_reason(tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    file.write_text(pack_text({"period": "week"}, pack="own", level=1), encoding="utf-8")
    code, out, err = run("norms", "check", str(file), "--format", "json")
    assert code == 1
    [error] = json.loads(out)["errors"]
    assert (error["file"], error["line"], error["norm"]) == ("own.yaml", 15, "theme-day")
    assert "own.yaml:15: theme-day" in err


def test_check_compares_with_the_national_pack(tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    file.write_text(pack_text({"required": 0.5}, pack="own", level=1), encoding="utf-8-sig")
    code, __, err = run("norms", "check", str(file))
    assert (code, "宽松" in err) == (1, True)


def test_check_compares_with_what_is_loaded(place: Place, tmp_path: Path) -> None:
    place.load(pack_text({"required": 2}, pack="own", level=1))
    file = tmp_path / "own.yaml"
    file.write_text(pack_text({"required": 3}, pack="own", level=1), encoding="utf-8")
    code, __, err = run("norms", "check", str(file))
    assert (code, "施行日期" in err) == (1, True)


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    assert run("norms", "check", str(tmp_path / "none.yaml"))[0] == 2
    file = tmp_path / "gbk.yaml"
    file.write_bytes("pack: own\ntitle: 区\n".encode("gbk"))
    code, __, err = run("norms", "check", str(file))
    assert (code, "gbk.yaml:2" in err) == (1, True)


def test_load_stores_a_local_pack_switched_off(place: Place, tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    file.write_text(pack_text({"required": 2}, pack="own", level=1), encoding="utf-8")
    for __ in range(2):
        assert run("norms", "load", str(file))[0] == 0
    assert not Pack.objects.get(code="own").is_active
    assert Norm.objects.filter(pack__code="own").count() == 1
    Place()
    assert run("norms", "load", str(file))[0] == 2  # which tenant?
    assert run("norms", "load", str(file), "--tenant", place.tenant.code)[0] == 0
    assert run("norms", "load", str(file), "--tenant", "nobody")[0] == 2
    assert run("norms", "load")[0] == 2


def test_load_needs_an_initialised_database(tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    file.write_text(pack_text({}, pack="own", level=1), encoding="utf-8")
    code, __, err = run("norms", "load", str(file))
    assert (code, "leitu init" in err) == (2, True)
