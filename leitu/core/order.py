"""How Chinese names are searched and sorted: search tokens with pinyin, and the order by strokes of surnames."""

import functools
from collections.abc import Iterator
from pathlib import Path

from leitu.core import text

_STROKES = Path(__file__).parent / "data" / "strokes.txt"
_LONGEST = 200  # characters of a text that are worth tokens


def tokens(value: str) -> str:
    """What a text can be found by, space-separated for a search column: characters, bigrams, pinyin, initials.

    `李晓明` → 李 晓 明 李晓 晓明 li xiao ming lixiaoming lxm. Characters with several readings bring all of
    them; the first character's other readings also make a whole (单雄 is found by danxiong and shanxiong).
    """
    plain = text.fold(value)[:_LONGEST]
    return " ".join(dict.fromkeys(_tokens(plain)))


def _tokens(plain: str) -> Iterator[str]:
    from pypinyin.seg.simpleseg import seg  # its tables take a while to load; most commands need none

    yield from (char for char in plain if not char.isspace())
    yield from (plain[start : start + 2] for start in range(len(plain) - 1))
    syllables: list[str] = []
    readings: list[tuple[str, ...]] = []
    for words in seg(plain):
        usual, possible = _readings(words)
        syllables += usual
        readings += possible
    for options in readings:
        yield from options
    for first in dict.fromkeys([*syllables[:1], *(readings[0] if readings else [])]):
        yield "".join([first, *syllables[1:]])
        yield "".join(syllable[:1] for syllable in [first, *syllables[1:]])


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
