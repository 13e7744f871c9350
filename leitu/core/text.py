"""What typed, pasted and imported text looks like before anything else sees it.

Chinese office text arrives with padding between two-character names, full-width digits, invisible
characters pasted from chat programs, and now and then with an attack. One set of rules, used by forms
and imports alike; nothing here knows Django. What a person can see is kept: rare characters such as 𠮷,
private-use characters of old name tables, Chinese punctuation.
"""

import re
import unicodedata

MIDDLE_DOT = "\u00b7"  # GB 18030's separator in the names of several nations: 阿依古丽·买买提
LONGEST_MARK_RUN = 8  # no writing system stacks more; longer runs make NFC quadratic


def _ranges(codes: list[int]) -> str:
    """A regular-expression character class body for sorted code points."""
    parts: list[list[int]] = []
    for code in codes:
        if parts and code == parts[-1][1] + 1:
            parts[-1][1] = code
        else:
            parts.append([code, code])
    return "".join(f"\\U{low:08x}-\\U{high:08x}" for low, high in parts)


_MARKS = _ranges([c for c in range(0x300, 0x1F000) if unicodedata.combining(chr(c))])
_LONG_MARK_RUN = re.compile(f"([{_MARKS}]{{{LONGEST_MARK_RUN}}})[{_MARKS}]+")

# Never visible, or only there to deceive: controls, lone surrogates, bidirectional overrides, zero-width
# characters, fillers that look like nothing, annotation marks, tags, noncharacters.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f"
    "\u202a-\u202e\u2060-\u206f\u2800\u3164\ud800-\udfff\ufdd0-\ufdef\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    "\U000e0000-\U000e00ff\U000e01f0-\U000e0fff]"
)
# Joiners shape Mongolian, Arabic and emoji sequences; between Han, Latin and digits they only hide.
_HAN = "\u2e80-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
_JOINER_RUN = re.compile("[\u200c\u200d]{2,}")
_IDLE_JOINER = re.compile(f"(?:(?<=[\x00-\x7f\xb7{_HAN}])|^)[\u200c\u200d]|[\u200c\u200d](?=[\x00-\x7f\xb7{_HAN}]|$)")

# What nearly all cells consist of: nothing in it needs work (the Han blocks named here are stable under NFC).
_COMMON = "!-~\u3400-\u4dbf\u4e00-\u9fff，。、；：？！“”‘’（）《》【】—…·"
_ALREADY_CLEAN = re.compile(f"(?:[{_COMMON}]+(?: [{_COMMON}]+)*)?")
_HAN_NAME = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]+")

_NEWLINES = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_SPACES = re.compile("[\t \xa0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_ANY_SPACE = re.compile(r"\s+")

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_LETTERS_AND_DIGITS = {full: half for full, half in _FULL_WIDTH.items() if chr(half).isalnum()}
_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63"), "-")
_DOTS = dict.fromkeys(map(ord, "\u2022\u2027\u2219\u22c5\u30fb\uff65\u25cf\u2e31\u02d9\u0387\uff0e"), MIDDLE_DOT)

_BETWEEN_HAN = re.compile(f"(?<=[{_HAN}\xb7\ue000-\uf8ff]) +(?=[{_HAN}\xb7\ue000-\uf8ff])")
_AROUND_DOT = re.compile(f" *{MIDDLE_DOT}[ {MIDDLE_DOT}]*")
_DOT_BETWEEN_HAN = re.compile(f"(?<=[{_HAN}])\\.(?=[{_HAN}])")
_VARIATION = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_LIST = re.compile("[、，,;；\n]")


def clean_lines(text: str) -> str:
    """Text of several lines: visible characters only, NFC, half-width letters and digits, `\\n` newlines.

    Chinese punctuation stays as it is; every run of spaces becomes one; lines and the whole are stripped.
    Never raises, and takes time in proportion to the length whatever the text is.
    """
    if _ALREADY_CLEAN.fullmatch(text):
        return text
    text = _NEWLINES.sub("\n", text)
    text = _INVISIBLE.sub("", text)
    text = _IDLE_JOINER.sub("", _JOINER_RUN.sub("\u200d", text))
    text = _LONG_MARK_RUN.sub(r"\1", text)
    text = unicodedata.normalize("NFC", text).translate(_LETTERS_AND_DIGITS)
    text = _SPACES.sub(" ", text)
    return "\n".join(line.strip() for line in text.split("\n")).strip()


def clean(text: str) -> str:
    """Text of one line: as `clean_lines`, and line breaks become spaces."""
    text = clean_lines(text)
    return _ANY_SPACE.sub(" ", text) if "\n" in text else text


def code(text: str) -> str:
    """An identifier as typed by people: no spaces at all, ASCII punctuation, plain hyphens."""
    return _ANY_SPACE.sub("", clean_lines(text)).translate(_FULL_WIDTH).translate(_DASHES)


def name(text: str) -> str:
    """A person's name: padding inside Chinese names removed, one kind of middle dot, variation marks dropped.

    `张　三` is 张三; `买买提 • 艾力` is 买买提·艾力; `Anna  Smith` keeps one space.
    """
    if _HAN_NAME.fullmatch(text):
        return text
    text = _VARIATION.sub("", clean(text)).translate(_DOTS)
    text = _DOT_BETWEEN_HAN.sub(MIDDLE_DOT, text)
    text = _AROUND_DOT.sub(MIDDLE_DOT, text)
    return _BETWEEN_HAN.sub("", text)


def fold(text: str) -> str:
    """The form in which two texts are the same to a reader: no spaces, no case, no width, no variation marks."""
    if _HAN_NAME.fullmatch(text):
        return text
    return _ANY_SPACE.sub("", name(text)).translate(_FULL_WIDTH).casefold()


def items(text: str) -> list[str]:
    """The parts of a list typed by people (、 ， , ; ； or line breaks), each cleaned, empty ones left out."""
    parts = (clean(part) for part in _LIST.split(clean_lines(text)))
    return [part for part in parts if part]


def excerpt(text: str, length: int = 30) -> str:
    """A short piece of foreign text that is safe to show inside a message."""
    text = clean(text)
    return text if len(text) <= length else text[: length - 1] + "…"
