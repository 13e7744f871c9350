"""Searching and sorting Chinese names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leitu.core.order import stroke_key, tokens


@pytest.mark.parametrize(
    ("value", "found_by"),
    [
        ("李晓明", ["李", "晓", "明", "李晓", "晓明", "li", "ming", "lixiaoming", "lxm"]),
        ("张三", ["张三", "zhangsan", "zs"]),
        ("单雄信", ["shanxiongxin", "danxiongxin", "sxx"]),  # the surname is read shan
        ("吕布", ["lvbu"]),
        ("买买提·艾力", ["买提", "艾力"]),
        ("𠮷田", ["𠮷", "𠮷田"]),
        ("第３党支部", ["第3", "支部"]),
    ],
)
def test_tokens(value: str, found_by: list[str]) -> None:
    assert set(found_by) <= set(tokens(value).split(" "))


def test_tokens_are_written_once() -> None:
    made = tokens("妈妈妈").split(" ")
    assert len(made) == len(set(made))


@given(st.text())
def test_tokens_of_anything(value: str) -> None:
    assert "\x00" not in tokens(value)
    assert "  " not in tokens(value)


def test_the_order_by_strokes_of_surnames() -> None:
    names = "张伟 李四 王五 吴昊 何苗 丁一 司马懿 欧阳修 李一 于敏 万里 𠮷田 刘备".split()
    ordered = "丁一 于敏 万里 王五 司马懿 刘备 李一 李四 吴昊 何苗 张伟 欧阳修 𠮷田".split()
    assert sorted(names, key=stroke_key) == ordered


def test_padding_does_not_change_the_order() -> None:
    assert stroke_key("张　三") == stroke_key("张三")
