"""The letter of a transfer: what the three parts say, with as much as is known."""

import dataclasses
import datetime as dt
import io

from docx import Document

from leitu.reports.transfer_letter import TransferLetter, transfer_docx, values_of

LETTER = TransferLetter(
    number="〔2026〕0012号",
    name="王建国",
    sex="男",
    nation="汉族",
    birth_on=dt.date(1990, 3, 7),
    id_number="110101199003074258",
    stage="正式党员",
    joined_on=dt.date(2015, 7, 1),
    full_on=dt.date(2016, 7, 1),
    dues_until="2026年2月",
    old_unit="柳树村党支部",
    receiver="石桥社区党支部",
    issuer="青禾镇党委",
    issued_on=dt.date(2026, 3, 20),
    valid_days=30,
    head="",
)


def words(letter: TransferLetter) -> list[str]:
    return [one.text for one in Document(io.BytesIO(transfer_docx(letter))).paragraphs]


def test_all_three_parts_stand_on_the_paper_with_the_number() -> None:
    said = words(LETTER)
    assert [one for one in said if "第" in one and "联" in one] == [
        "介绍信存根（第一联）",
        "介绍信（第二联）",
        "回执（第三联）",
    ]
    assert said.count("〔2026〕0012号") == 3
    assert any("有效期30天，至2026年4月19日" in one for one in said)
    assert any("党费已交到2026年2月" in one for one in said)


def test_only_the_letter_itself_holds_the_identity_number() -> None:
    values = values_of(LETTER)
    assert "110101199003074258" in str(values["body"])
    assert "110101199003074258" not in str(values["stub"]) + str(values["slip"])


def test_what_is_not_known_leaves_no_hole() -> None:
    bare = dataclasses.replace(
        LETTER, sex="", nation="", birth_on=None, id_number="", full_on=None, stage="预备党员", dues_until=""
    )
    body = str(values_of(bare)["body"])
    assert "王建国同志，系中国共产党预备党员，2015年7月1日加入党组织，组织关系" in body
    assert "None" not in body


def test_what_somebody_wrote_is_never_markup() -> None:
    said = words(dataclasses.replace(LETTER, receiver="{{ 7*7 }}<b>县</b>"))
    assert any("{{ 7*7 }}<b>县</b>：" in one for one in said)
