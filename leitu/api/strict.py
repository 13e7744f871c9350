"""JSON as it was meant: no NaN, no key twice, no character that a database or a screen cannot hold, no abyss."""

import json
from typing import Any, NoReturn

from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from ninja.parser import Parser

from leitu.api.problems import Refused

DEEPEST = 8
LONGEST_NUMBER = 19  # digits of the largest bigint
MEDIA = "application/json"


class StrictParser(Parser):
    """What django-ninja reads bodies and addresses with. Raises Refused."""

    def parse_body(self, request: HttpRequest) -> Any:
        return read(request.body)

    def parse_querydict(
        self, data: "MultiValueDict[str, Any]", list_fields: list[str], request: HttpRequest
    ) -> dict[str, Any]:
        for name, values in data.lists():
            if len(values) > 1 and name not in list_fields:
                raise Refused(422, "invalid", _("地址里的参数重复了。"), {name: [_("只能写一次。")]})
            for value in (name, *values):
                if isinstance(value, str):
                    _refuse_unwritable(value)
        return super().parse_querydict(data, list_fields, request)


def read(body: bytes) -> Any:
    """The value of a JSON text. Raises Refused (400)."""
    try:
        found = json.loads(
            body.decode("utf-8"),
            parse_constant=_no_constant,
            parse_float=_finite,
            parse_int=_bounded,
            object_pairs_hook=_once_each,
        )
    except (ValueError, RecursionError) as problem:
        raise Refused(400, "bad_json", _("内容不是合格的 JSON。")) from problem
    _look_through(found)
    return found


def _no_constant(word: str) -> NoReturn:
    raise ValueError(word)


def _finite(text: str) -> float:
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise ValueError(text[:20])
    return number


def _bounded(text: str) -> int:
    if len(text.lstrip("-")) > LONGEST_NUMBER:
        raise ValueError(text[:20])
    return int(text)


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found


def _look_through(value: Any) -> None:
    """Refuse what is nested too deep, and characters that no text holds."""
    waiting = [(value, 1)]
    while waiting:
        one, depth = waiting.pop()
        if isinstance(one, str):
            _refuse_unwritable(one)
        elif isinstance(one, dict | list):
            if depth > DEEPEST:
                raise Refused(400, "bad_json", _("内容嵌套得太深。"))
            parts = [*one.keys(), *one.values()] if isinstance(one, dict) else one
            waiting += [(part, depth + 1) for part in parts]


def _refuse_unwritable(text: str) -> None:
    if "\x00" in text or any("\ud800" <= letter <= "\udfff" for letter in text):
        raise Refused(400, "bad_text", _("内容里有不能保存的字符。"))
