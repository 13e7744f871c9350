"""What is typed into a search box finds the names that it should."""

import pytest

from leitu.core.order import query_words, tokens


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("李晓明", ["李晓", "晓明"]),
        ("李", ["李"]),
        (" Li Xiao ", ["lixiao"]),
        ("李xm", ["李", "xm"]),
        ("", []),
        ("　", []),
        ("甲" * 500, ["甲甲"]),
    ],
)
def test_words_of_a_query(typed: str, words: list[str]) -> None:
    assert query_words(typed) == words


@pytest.mark.parametrize("typed", ["李晓明", "晓明", "李", "lixiaoming", "Li xiao", "lxm", "ming"])
def test_a_name_is_found_by_parts_of_it(typed: str) -> None:
    assert all(word in tokens("李晓明") for word in query_words(typed))


@pytest.mark.parametrize("typed", ["李明", "王", "wang", "李晓华"])
def test_another_name_is_not_found(typed: str) -> None:
    assert not all(word in tokens("李晓明") for word in query_words(typed))
