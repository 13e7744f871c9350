"""What is kept of a text and what is not."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leitu.core import text


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("", ""),
        ("  \u3000\xa0\t ", ""),
        ("\u200b\ufeff\u2060\u200d", ""),
        ("\u3164\u115f\u2800", ""),  # fillers that look like nothing
        ("张\u3000三  丰", "张 三 丰"),
        ("a\x00b\x07c\x1bd", "abcd"),
        ("\ud800x\udfff", "x"),
        ("发票\u202egpj.exe", "发票gpj.exe"),
        ("张\u200d三\u200c", "张三"),
        ("１２３ＡＢｃ", "123ABc"),
        ("（试行），《规定》：“一”；", "（试行），《规定》：“一”；"),
        ("𠮷野家", "𠮷野家"),
        ("\ue000\uf8ff", "\ue000\uf8ff"),  # private use: rare names of old code tables
        ("e\u0301", "é"),
        ("한글", "한글"),
        ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
        ("ب\u200dب", "ب\u200dب"),
        ("a\r\nb\u2028c\x0bd", "a b c d"),
        ("z" + "\u0301" * 500, "ź" + "\u0301" * 7),
        ("x <b> {{7*7}} ' OR 1=1 --", "x <b> {{7*7}} ' OR 1=1 --"),
        ("=1+1", "=1+1"),
    ],
    ids=lambda raw: ascii(raw)[:30],
)
def test_clean(raw: str, expected: str) -> None:
    assert text.clean(raw) == expected


@pytest.mark.parametrize("raw", ["一\r\n二", "一\n二", "一\r二", " 一 \x85 二 ", "一\u2028二"])
def test_lines_are_kept_where_they_are_wanted(raw: str) -> None:
    assert text.clean_lines(raw) == "一\n二"


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("张三", "张三"), ("张　三", "张三"), (" 欧 阳 修 ", "欧阳修"), ("买买提•艾力", "买买提·艾力"), ("买买提 · 艾力", "买买提·艾力"),
        ("买买提.艾力", "买买提·艾力"), ("买买提．艾力", "买买提·艾力"), ("买买提・・艾力", "买买提·艾力"), ("Anna  Smith", "Anna Smith"),
        ("葛\U000e0100城", "葛城"), ("𠮷 田", "𠮷田"), ("J. Smith", "J. Smith"),
    ],
)  # fmt: skip
def test_names(raw: str, expected: str) -> None:
    assert text.name(raw) == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [(" A 01－２\n", "A01-2"), ("（甲）", "(甲)"), ("0317—123", "0317-123"), ("\u200b01", "01")],
)
def test_codes(raw: str, expected: str) -> None:
    assert text.code(raw) == expected


def test_fold_joins_what_a_reader_takes_for_the_same() -> None:
    assert len({text.fold(raw) for raw in ["Ａ类 党员", "a类党员", " A类\u3000党员 ", "a类\u200b党员"]}) == 1
    assert text.fold("甲") != text.fold("乙")


def test_items_of_a_typed_list() -> None:
    assert text.items("张三、李四，王 五,赵六；钱七;孙八\n周九、、 \u200b、") == [
        "张三",
        "李四",
        "王 五",
        "赵六",
        "钱七",
        "孙八",
        "周九",
    ]


def test_excerpts_are_short_and_harmless() -> None:
    assert text.excerpt("一\n二\x00") == "一 二"
    assert text.excerpt("长" * 100) == "长" * 29 + "…"


@given(st.text())
def test_cleaning_twice_changes_nothing(raw: str) -> None:
    for function in (text.clean, text.clean_lines, text.code, text.name, text.fold):
        once = function(raw)
        assert function(once) == once
        assert "\x00" not in once
        once.encode()
    assert unicodedata.is_normalized("NFC", text.clean(raw))


@pytest.mark.parametrize(
    "raw",
    ["\u0301\u0316" * 200_000, "ب" + "\u200d" * 200_000 + "ب", " " * 300_000 + "x", "·" * 300_000, "张 " * 200_000, "\n" * 300_000,
     "\u05b0\u0301" * 200_000, "a" * 300_000 + "!"],
    ids=lambda raw: ascii(raw)[:30],
)  # fmt: skip
def test_no_text_takes_more_than_linear_time(raw: str) -> None:
    started = time.process_time()
    for function in (text.clean, text.clean_lines, text.code, text.name, text.fold, text.items):
        function(raw)
    assert time.process_time() - started < 10
