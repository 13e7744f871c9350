"""Word documents from the forms in templates_docx/: the one place where text of users meets a template.

The tags in a form are ours, written by scripts/build_docx_templates.py. What users wrote goes in as a value and can
never become a tag, a field or markup: the environment is sandboxed, values are plain text, and every character that a
later step would read as syntax is written as a character reference.
"""

import datetime as dt
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup, escape

from leitu.core import text

Value: TypeAlias = "str | int | bool | Sequence[Value] | Mapping[str, Value]"

MEDIA = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
    "zip": "application/zip",
}
"""What papers are, by the ending of their name."""
NO_FILE_NAME = str.maketrans(dict.fromkeys('\\/:*?"<>|', "-"))


def file_name(name: str) -> str:
    """The name without what no file system takes."""
    return text.clean(name).translate(NO_FILE_NAME)


TEMPLATES = Path(__file__).parent / "templates_docx"
LONGEST = 1_000_000  # characters of one document, some 1 500 pages; past 10 MB the XML parser cuts without a word
WEEKDAYS = "一二三四五六日"
DIGITS = "〇一二三四五六七八九"

# docxtpl turns "{_{" and "%_}" into "{{" and "%}" after rendering; with references in their place it finds none.
BRACES = {ord("{"): "&#123;", ord("}"): "&#125;"}


def lines(value: str) -> list[str]:
    """The lines of a text that have content, without the indents typed in front: the form indents them itself."""
    return [line for line in text.clean_lines(value).split("\n") if line]


def day_text(day: dt.date) -> str:
    """2026年11月22日（周日）"""
    return f"{day.year}年{day.month}月{day.day}日（周{WEEKDAYS[day.weekday()]}）"


def time_text(day: dt.date, start: dt.time | None, end: dt.time | None) -> str:
    """2026年11月22日（周日）19:00—20:30, with as much of the time as is known."""
    if start is None:
        return day_text(day)
    return f"{day_text(day)}{start:%H:%M}" + (f"—{end:%H:%M}" if end is not None else "")


def numeral(number: int) -> str:
    """The number in Chinese from 1 to 99 (1 → 一, 21 → 二十一), in digits otherwise."""
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else f"{DIGITS[tens]}十") + (DIGITS[ones] if ones else "")


def render(template: str, values: Mapping[str, Value]) -> bytes:
    """The form ``template`` (a file of templates_docx/) filled with plain values, as .docx without an author.

    Raises ValueError when the values hold more than LONGEST characters, and jinja2.UndefinedError when the form asks
    for a value that is not there.
    """
    if _length(values) > LONGEST:
        raise ValueError(f"more than {LONGEST} characters in one document")
    environment = SandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    document = DocxTemplate(TEMPLATES / template)
    document.render({name: _literal(value) for name, value in values.items()}, environment)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _literal(value: Value) -> object:
    """The value as a template may print it: strings become markup that stands for exactly these characters."""
    if isinstance(value, str):
        return Markup(str(escape(text.clean(value))).translate(BRACES))  # noqa: S704 - escaped in the same line
    if isinstance(value, Mapping):
        return {name: _literal(item) for name, item in value.items()}
    if isinstance(value, Sequence):
        return [_literal(item) for item in value]
    return value


def _length(value: Value) -> int:
    if isinstance(value, str):
        return len(value)
    if isinstance(value, Mapping):
        return sum(map(_length, value.values()))
    if isinstance(value, Sequence):
        return sum(map(_length, value))
    return 0
