"""What people, clipboards and attackers type: the groups of security.md §5 that a form or an address can receive."""

import datetime as dt
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote_plus

from django import forms
from django.db import models

from leitu.core.clock import today
from tests.world import ABSENT, World

MARK = "leitu-probe"
SCRIPT = f"<script>alert('{MARK}')</script>"
IMAGE = f'"><img src=x onerror="{MARK}()">'
HTMX = f'<b hx-get="/{MARK}" data-hx-on="x">'
TEMPLATE = "{{7*7}}{% debug %}${7*7}" + MARK

TEXTS: dict[str, str | bytes] = {
    "empty": "",
    "spaces": "   ",
    "ideographic spaces": "\u3000\u3000",
    "zero width": "\u200b\ufeff",
    "nul": "张\x00三",
    "lone surrogate": b"%ED%A0%80abc",
    "half a character": b"%E5%BC",
    "gbk bytes": b"%D5%C5%C8%FD",
    "ten thousand": "长" * 10_000,
    "right to left": "张\u202e三\u2066四",
    "zalgo": "张" + "\u0301\u0316" * 200,
    "family": "👨‍👩‍👧‍👦" * 20,
    "rare": "𠮷·\ue000㐂",
    "full-width digits": "１２３４５６",
    "lines": "一\r\n二\n三\r四\u2028五",
    "header": "x\r\nSet-Cookie: probe=1",
    "sql": "' OR 1=1 --",
    "percent": "%00%s%(x)s",
    "template": TEMPLATE,
    "script": SCRIPT,
    "image": IMAGE,
    "htmx": HTMX,
    "javascript": "javascript:alert(1)",
    "formula": "=cmd|' /C calc'!A0",
    "full-width formula": "＝1+1",
    "at": "@SUM(1)",
    "regex": "a" * 5000 + "!",
    "json": '{"a":' * 50,
    "path": "../../../../etc/passwd",
}
NUMBERS: dict[str, str | bytes] = {
    "nan": "NaN",
    "infinity": "Infinity",
    "minus nought": "-0",
    "too large a float": "1e400",
    "negative": "-1",
    "2^31": str(2**31),
    "2^63": str(2**63),
    "10^100": str(10**100),
    "many digits": "9" * 5000,
    "full-width": "１００",
    "arabic": "١٢",
    "superscript": "²",
    "fraction": "0.1",
    "hex": "0x10",
    "thousands": "1,000",
}
DATES: dict[str, str | bytes] = {
    "no leap day": "2023-02-29",
    "noughts": "0000-00-00",
    "end of time": "9999-12-31",
    "beyond": "10000-01-01",
    "excel": "43982",
    "compact": "20200531",
    "chinese": "2020年5月",
    "first day": "0001-01-01",
    "far past": "1899-12-30",
    "far future": "2999-01-01",
    "full-width": "２０２６-０６-１７",
    "with zone": "2026-06-17T00:00:00+14:00",
    "leap second": "23:59:60",
}
EVERYTHING = {
    f"{group}: {name}": value
    for group, values in (("text", TEXTS), ("number", NUMBERS), ("date", DATES))
    for name, value in values.items()
}
EXTRA: dict[str, str] = {
    "is_staff": "1",
    "is_superuser": "1",
    "is_active": "0",
    "is_demo": "1",
    "tenant": "2",
    "tenant_id": "2",
    "unit_id": "1",
    "owner": "1",
    "id": "1",
    "pk": "1",
    "created_by": "1",
    "made_by": "1",
    "state": "archived",
    "source": "post:1",
    "permissions": "orgs.manage",
    "password_hash": "x",
    "quorum_met": "1",
    "_method": "DELETE",
}
"""Fields that no form offers; sending them changes nothing."""
PARAMETERS = (
    *("page", "size", "sort", "q", "unit", "on", "since", "until", "kind", "state", "norm", "below", "tab", "late"),
    *("me", "next", "big", "parent", "person", "group", "sector", "then", "done", "numbers", "field", "month", "year"),
    *("creator__password__startswith", "user__password", "order_by", "format"),
)
"""Everything that an address of ours may ask for, and some that none does."""


def encoded(values: dict[str, str | bytes | list[str]]) -> bytes:
    """The body or query that carries the values; bytes are already percent-encoded, lists repeat the name."""
    parts = []
    for name, value in values.items():
        for one in value if isinstance(value, list) else [value]:
            parts.append(
                quote_plus(name).encode() + b"=" + (one if isinstance(one, bytes) else quote_plus(one).encode())
            )
    return b"&".join(parts)


def sample(field: forms.Field, name: str) -> str:
    """Something that the field accepts."""
    if isinstance(field, forms.ModelChoiceField):
        row = field.queryset.last()
        return str(field.prepare_value(row)) if row is not None else ""
    if isinstance(field, forms.ChoiceField):
        values = [str(value) for value, label in flat(field.choices) if str(value)]
        return values[0] if values else ""
    if isinstance(field, forms.DateField):
        return today().isoformat()
    if isinstance(field, forms.TimeField):
        return "16:45"
    if isinstance(field, forms.IntegerField):
        return "1"
    if isinstance(field, forms.BooleanField):
        return ""
    return {"password": "walks in the rain", "mobile": "13912345678", "id_number": ""}.get(name, "测试填写")[
        : max_of(field)
    ]


def flat(choices: Any) -> Iterator[tuple[Any, Any]]:
    """Choices without their groups."""
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from label
        else:
            yield value, label


def max_of(field: forms.Field) -> int:
    return getattr(field, "max_length", None) or 100


def filled(form: forms.BaseForm) -> dict[str, str]:
    """The form as a person would send it: what it shows, and samples where it shows nothing."""
    found = {}
    for bound in form:
        value = bound.value()
        if isinstance(bound.field, forms.FileField):
            continue
        if value in (None, "", [], False):
            text = sample(bound.field, bound.name) if bound.field.required else ""
        elif isinstance(value, dt.date | dt.time):
            text = value.isoformat()
        elif isinstance(value, bool):
            text = "on"
        else:
            text = str(value.pk if isinstance(value, models.Model) else value)
        if text or not isinstance(bound.field, forms.BooleanField):
            found[bound.html_name] = text
    return found


def foreign(world: World, field: forms.Field) -> list[str]:
    """Keys that this field must not take: of the sister county, of nobody, and no keys at all."""
    keys = [str(ABSENT), str(2**63), "-1", "abc", "1,2"]
    rows: list[Any] = [*world.other.units.values(), *world.other.persons.values(), *world.other.users.values()]
    if isinstance(field, forms.ModelChoiceField):
        model = field.queryset.model
        rows = list(model._default_manager.filter(tenant_id=world.other.tenant.pk)[:3])
    return keys + [str(row.pk) for row in rows[:6]]
