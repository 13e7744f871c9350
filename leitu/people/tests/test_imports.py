"""Imports from outside: the command line that people script against, the pages, and files made to do harm."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from leitu.accounts.models import SignIn
from leitu.audit.models import Entry
from leitu.core.command import Usage
from leitu.core.tests import foreign
from leitu.orgs.models import Unit
from leitu.people.models import Membership, Person
from tests.cast import County
from tests.sheets import MEMBER_TITLES, UNIT_TITLES, id_number, write_csv, write_xlsx

GOOD = {"姓名": "钱一", "公民身份证号": id_number(1), "所在党支部": "Q1", "人员类别": "预备党员"}
BAD = {"姓名": "钱二", "公民身份证号": "110101198001010", "所在党支部": "Q1"}
Sent = Callable[..., Any]


def run(name: str, path: Path, *options: str) -> tuple[int, dict[str, Any]]:
    """Exit code and document of a command."""
    out, code = io.StringIO(), 0
    try:
        call_command(name, str(path), *options, format="json", stdout=out)
    except SystemExit as stopped:
        code = int(stopped.code or 0)
    return code, json.loads(out.getvalue())


# The command line.


def test_the_document_that_scripts_rely_on(county: County, tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "m.xlsx", MEMBER_TITLES, [GOOD])
    code, said = run("import_members", path)
    assert code == 0
    assert list(said) == ["rows", "created", "updated", "unchanged", "committed", "errors", "warnings"]
    assert [said[k] for k in ("rows", "created", "updated", "unchanged", "committed")] == [1, 1, 0, 0, False]
    code, said = run("import_members", path, "--commit")
    assert (code, said["created"], said["committed"]) == (0, 1, True)
    code, said = run("import_members", path, "--commit")
    assert (code, said["created"], said["unchanged"], said["committed"]) == (0, 0, 1, True)


def test_errors_are_exit_one_and_name_the_row_that_excel_shows(county: County, tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "m.xlsx", MEMBER_TITLES, [GOOD, BAD])
    code, said = run("import_members", path, "--commit")
    assert (code, said["committed"], said["created"]) == (1, False, 0)
    (error,) = said["errors"]
    assert list(error) == ["sheet", "row", "column", "code", "message"]
    assert [error[k] for k in ("sheet", "row", "column", "code")] == ["Sheet", 4, "公民身份证号", "bad_id_number"]


def test_for_people_it_is_a_list_of_sentences(county: County, tmp_path: Path) -> None:
    out = io.StringIO()
    with pytest.raises(SystemExit):
        call_command("import_members", str(write_csv(tmp_path / "m.csv", MEMBER_TITLES, [BAD])), stdout=out)
    assert "错误　第2行 公民身份证号　" in out.getvalue()
    assert "什么都没有写入" in out.getvalue()


@pytest.mark.parametrize("name", ["import_units", "import_members", "import_activities"])
def test_a_missing_file_and_an_unknown_unit_are_usage(county: County, tmp_path: Path, name: str) -> None:
    for arguments in ((str(tmp_path / "none.xlsx"),), (str(tmp_path),)):
        with pytest.raises(Usage) as stopped:
            call_command(name, *arguments)
        assert stopped.value.returncode == 2
    path = write_csv(tmp_path / "m.csv", MEMBER_TITLES, [GOOD])
    with pytest.raises(Usage) as stopped:
        call_command(name, str(path), under="ZZ")
    assert stopped.value.returncode == 2


def hostile(folder: Path) -> dict[str, Path]:
    """Bad inputs 38–42 of security.md in small; core/tests has them all, on the reader itself."""
    made = {
        "old_excel": (folder / "a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600),
        "empty_file": (folder / "empty.xlsx", b""),
        "file_type": (folder / "page.xlsx", b"<html><table><tr><td>1</td></tr></table></html>"),
        "damaged_file": (folder / "torn.xlsx", b"PK\x03\x04" + b"\0" * 100),
        "no_header": (folder / "poem.csv", "春眠不觉晓\n处处闻啼鸟\n".encode()),
        "encoding": (folder / "utf16.csv", "党组织代码,党组织名称\n".encode("utf-16")),
    }
    for path, content in made.values():
        path.write_bytes(content)
    bomb = foreign.pack(folder / "bomb.xlsx", {"xl/worksheets/sheet1.xml": b"0" * 60_000_000})
    lol = '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
    content = foreign.parts(foreign.sheet_xml([foreign.row_xml(1, ["姓名"])], doctype=lol))
    return {code: path for code, (path, _content) in made.items()} | {
        "too_big": bomb,
        "unsafe_file": foreign.pack(folder / "laughs.xlsx", content),
    }


@pytest.mark.parametrize("name", ["import_units", "import_members", "import_activities"])
def test_hostile_files_are_refused_with_a_sentence(county: County, tmp_path: Path, name: str) -> None:
    before = Unit.objects.count(), Person.objects.count(), Entry.objects.count()
    for number, (code, path) in enumerate(hostile(tmp_path).items(), 1):
        status, said = run(name, path, "--commit")
        assert (status, said["committed"], said["rows"]) == (1, False, 0), path
        assert [one["code"] for one in said["errors"]][:1] in ([code], ["damaged_file"]), path
        assert (Unit.objects.count(), Person.objects.count(), Entry.objects.count() - number) == before, path


# The pages.


@pytest.fixture
def send(county: County, settings: Any, tmp_path: Path) -> Sent:
    settings.STAGING_DIR = tmp_path / "staging"

    def post(client: Client, path: Path, what: str = "members", name: str = "") -> Any:
        file = SimpleUploadedFile(name or path.name, path.read_bytes())
        return client.post(reverse(f"people:import_{what}"), {"file": file})

    return post


@pytest.fixture
def sign_in(county: County) -> Callable[[str], Client]:
    """Sign in as one of the cast, the second factor passed."""

    def enter(name: str) -> Client:
        client = Client()
        client.force_login(county.users[name])
        SignIn.objects.filter(user=county.users[name]).update(strong=True)
        return client

    return enter


@pytest.fixture
def officer(sign_in: Callable[[str], Client]) -> Client:
    return sign_in("officer")


def text_of(answer: Any) -> str:
    return answer.content.decode()


def test_send_read_confirm(officer: Client, send: Sent, tmp_path: Path) -> None:
    assert officer.get(reverse("people:import_members")).status_code == 200
    answer = send(officer, write_xlsx(tmp_path / "m.xlsx", MEMBER_TITLES, [GOOD]))
    review = answer["Location"]
    assert "可以导入" in text_of(officer.get(review))
    assert not Person.objects.filter(name="钱一").exists()
    answer = officer.post(review)
    assert answer["Location"] == reverse("people:list")
    assert Membership.objects.get(person__name="钱一").unit.code == "Q1"
    assert officer.post(review)["Location"] == reverse("people:list")  # a double click
    assert officer.get(review).status_code == 404
    assert list((tmp_path / "staging").iterdir()) == []


def test_a_wrong_file_is_explained_and_given_back(officer: Client, send: Sent, tmp_path: Path) -> None:
    review = send(officer, write_xlsx(tmp_path / "m.xlsx", MEMBER_TITLES, [GOOD, BAD]))["Location"]
    page = text_of(officer.get(review))
    assert "什么都没有写入" in page
    assert "第 4 行" in page
    assert "确认导入" not in page
    assert "什么都没有写入" in text_of(officer.post(review))
    assert not Person.objects.filter(name="钱一").exists()
    answer = officer.get(f"{review}rejects/")
    assert "attachment" in answer["Content-Disposition"]
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    assert [row[0] for row in rows] == ["姓名", "钱二"]
    assert rows[0][-1] == "问题"


def test_units_by_page_keep_to_the_officers_part(officer: Client, send: Sent, tmp_path: Path) -> None:
    own = {"党组织代码": "Q9", "党组织名称": "新支部", "上级党组织代码": "Q", "组织类别": "党支部"}
    review = send(officer, write_csv(tmp_path / "u.csv", UNIT_TITLES, [own]), "units")["Location"]
    officer.post(review)
    assert Unit.objects.get(code="Q9").parent.code == "Q"
    other = {**own, "党组织代码": "B9", "上级党组织代码": "B"}
    review = send(officer, write_csv(tmp_path / "u.csv", UNIT_TITLES, [other]), "units")["Location"]
    assert "不归您管理" in text_of(officer.get(review))


def test_a_staged_file_belongs_to_its_sender(
    officer: Client, send: Sent, county: County, tmp_path: Path, sign_in: Callable[[str], Client]
) -> None:
    review = send(officer, write_csv(tmp_path / "m.csv", MEMBER_TITLES, [GOOD]))["Location"]
    secretary = sign_in("梅")
    for address in (review, f"{review}rejects/", review.replace("/members/", "/units/")):
        assert secretary.get(address).status_code in (403, 404)
    assert secretary.post(review).status_code == 404
    assert officer.get(review.replace("/members/", "/units/")).status_code == 404
    assert officer.get(reverse("people:review_members", args=["..%2F..%2Fsecret-key"])).status_code == 404


def test_a_changed_staged_file_is_gone(officer: Client, send: Sent, tmp_path: Path) -> None:
    review = send(officer, write_csv(tmp_path / "m.csv", MEMBER_TITLES, [GOOD]))["Location"]
    key = review.rstrip("/").rpartition("/")[2]
    (tmp_path / "staging" / key).write_bytes(b"other")
    assert officer.post(review).status_code == 404


def test_hostile_files_by_page(officer: Client, send: Sent, tmp_path: Path) -> None:
    for path in hostile(tmp_path).values():
        answer = send(officer, path)
        if path.stat().st_size:
            page = officer.get(answer["Location"])
            assert (page.status_code, "什么都没有写入" in text_of(page)) == (200, True), path
        else:
            assert answer.status_code == 200
    for name in ("CON.xlsx", "...", 'a";b.xlsx', "a.pdf.exe", "好" * 90 + ".xlsx"):
        assert send(officer, tmp_path / "torn.xlsx", name=name).status_code in (200, 302), name


def test_too_large_for_the_page(officer: Client, send: Sent, settings: Any, tmp_path: Path) -> None:
    settings.IMPORT_LIMITS = {"upload": {"file_bytes": 1000}}
    path = tmp_path / "m.csv"
    path.write_bytes(b"x" * 1001)
    assert "文件太大" in text_of(send(officer, path))


def test_who_may_not_import_gets_no_page(county: County, sign_in: Callable[[str], Client]) -> None:
    assert sign_in("梅").get(reverse("people:import_units")).status_code == 403
    assert sign_in("老陈").get(reverse("people:import_members")).status_code == 403
    assert Client().get(reverse("people:import_members")).status_code == 302
