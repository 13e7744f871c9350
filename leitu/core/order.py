"""How Chinese names are searched and sorted: tokens with pinyin, and the order by strokes of surnames."""

import functools
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from leitu.core import text

_STROKES = Path(__file__).parent / "data" / "strokes.txt"
_LONGEST = 200  # characters of a text that are worth tokens
TOKEN = 40
"""How long a token is at most, and how much of what was typed is compared with one."""


def tokens(value: str) -> list[str]:
    """What a text can be found by: whoever types the beginning of one of these means it. Each of at most TOKEN.

    It is the text from each of its characters on, in characters, in pinyin and in initials: `李晓明` → 李晓明 晓明 明
    lixiaoming xiaoming ming lxm xm. Where it begins with a character of several readings, it is there in each of them
    (单雄 as danxiong, shanxiong, chanxiong). What another token begins with is left out.
    """
    plain = text.fold(value)[:_LONGEST]
    found = sorted({token[:TOKEN] for token in _tokens(plain)})
    return [one for one, following in pairwise([*found, ""]) if not following.startswith(one)]


def _tokens(plain: str) -> Iterator[str]:
    from pypinyin.seg.simpleseg import seg  # its tables take a while to load; most commands need none

    yield from (plain[start:] for start in range(len(plain)))
    syllables: list[str] = []
    readings: list[tuple[str, ...]] = []
    for words in seg(plain):
        usual, possible = _readings(words)
        syllables += usual
        readings += possible
    initials = "".join(syllable[:1] for syllable in syllables)
    for place, (usual_one, options) in enumerate(zip(syllables, readings, strict=True)):
        for first in dict.fromkeys((usual_one, *options)):
            yield "".join([first, *syllables[place + 1 :]])
            yield first[:1] + initials[place + 1 :]


@functools.lru_cache(maxsize=20_000)
def _readings(words: str) -> tuple[list[str], list[tuple[str, ...]]]:
    """The usual reading of each character of one word, and all its readings; kept, for names share their characters."""
    from pypinyin import Style, lazy_pinyin, pinyin

    possible = pinyin([words], style=Style.NORMAL, heteronym=True)
    return lazy_pinyin([words], style=Style.NORMAL), [tuple(options) for options in possible]


def stroke_key(name: str) -> tuple[tuple[int, str, str], ...]:
    """Sort key of 姓氏笔画: number of strokes, then their order (横竖撇点折), character by character.

    Characters outside the table (about 6 900 are in it) come after those inside.
    """
    table = _stroke_table()
    unknown = 10_000
    return tuple((len(table[c]), table[c], c) if c in table else (unknown, "", c) for c in text.name(name))


@functools.cache
def _stroke_table() -> dict[str, str]:
    """Character -> its strokes as digits."""
    table = {}
    for line in _STROKES.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            digits, characters = line.split(" ")
            table.update(dict.fromkeys(characters, digits))
    return table
