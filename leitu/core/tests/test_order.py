"""Searching and sorting Chinese names."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leitu.core.order import TOKEN, stroke_key, tokens
from leitu.core.text import fold


@pytest.mark.parametrize(
    ("value", "typed"),
    [
        (
            "李晓明",
            ["李", "晓", "明", "李晓", "晓明", "李晓明", "li", "ming", "xiaom", "lixiaoming", "l", "lxm", "xm", "m"],
        ),
        ("张三", ["张三", "zhangsan", "zs"]),
        ("单雄信", ["shanxiongxin", "danxiongxin", "sxx", "shan"]),  # the surname is read shan
        ("曾国藩", ["zeng", "ceng", "zgf", "guofan"]),
        ("吕布", ["lvbu"]),
        ("买买提·艾力", ["买提", "艾力", "aili"]),
        ("𠮷田", ["𠮷", "𠮷田"]),
        ("第３党支部", ["第3", "3党", "支部", "dangzhibu", "dzb"]),
    ],
)
def test_tokens_begin_with_what_people_type(value: str, typed: list[str]) -> None:
    made = tokens(value)
    assert [word for word in typed if not any(token.startswith(word) for token in made)] == []


@given(st.text(alphabet="妈李重庆单ab3 ·", max_size=60))
def test_no_token_is_said_twice_or_by_another(value: str) -> None:
    made = tokens(value)
    assert [(a, b) for a, b in permutations(made, 2) if b.startswith(a)] == []


@given(st.text())
def test_tokens_of_anything(value: str) -> None:
    """Every piece of a text is found; and nothing breaks."""
    made = tokens(value)
    assert all(0 < len(token) <= TOKEN and "\x00" not in token and " " not in token for token in made)
    plain = fold(value)[:TOKEN]
    assert all(any(token.startswith(piece) for token in made) for piece in (plain, plain[1:], plain[-1:]) if piece)


def test_the_order_by_strokes_of_surnames() -> None:
    names = "张伟 李四 王五 吴昊 何苗 丁一 司马懿 欧阳修 李一 于敏 万里 𠮷田 刘备".split()
    ordered = "丁一 于敏 万里 王五 司马懿 刘备 李一 李四 吴昊 何苗 张伟 欧阳修 𠮷田".split()
    assert sorted(names, key=stroke_key) == ordered


def test_padding_does_not_change_the_order() -> None:
    assert stroke_key("张　三") == stroke_key("张三")
