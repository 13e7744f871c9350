"""No input breaks a page: never 5xx, nothing half-written, nothing shown as it was typed (security.md §5, C1)."""

import re
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from typing import Any

import pytest
from django import forms
from django.apps import apps
from django.db import connection
from django.http import HttpResponse, QueryDict

from leitu.audit.models import Entry
from tests.access_matrix import MATRIX
from tests.bad_input import EVERYTHING, EXTRA, HTMX, IMAGE, MARK, PARAMETERS, SCRIPT, TEXTS, encoded, filled, foreign
from tests.test_random_actions import crossed_tenants
from tests.visitors import Visitors, address, addresses, body, undone
from tests.world import World

pytestmark = pytest.mark.once

FORM = "application/x-www-form-urlencoded"
LOOKED_AT = (
    "secretary",
    "county_officer",
    "administrator",
    "security_officer",
    "auditor",
    "discipline",
    "member",
    "anonymous",
)
WRITE = re.compile(r"\s*(INSERT|UPDATE|DELETE)\b", re.IGNORECASE)
OUTSIDE = re.compile(r'"(django_session|accounts_guard|accounts_signin)"')
"""Written even when a form is refused: the session, and the count of wrong passwords."""
RAW = tuple(one.encode() for one in (SCRIPT, IMAGE, HTMX, f"49{MARK}"))


def role_for(name: str) -> str | None:
    """Somebody who may use that page in Willow village."""
    row = MATRIX[name]
    return next((role for role in LOOKED_AT if row.expects(role, "own") == "in"), None)


def pages() -> list[str]:
    return sorted(name for name in MATRIX if role_for(name))


def posted_to() -> list[str]:
    """Pages that somebody may send something to."""
    found = addresses()
    return [name for name in pages() if hasattr(found[name].callback.view_class, "post")]


@contextmanager
def writes() -> Iterator[list[str]]:
    """The statements that change rows, as they are sent."""
    found: list[str] = []

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if WRITE.match(sql) and not OUTSIDE.search(sql):
            found.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield found


def everything() -> set[tuple[Any, ...]]:
    """Every row of every table of ours, but for keys and codes that are new each time, and wrong passwords."""
    found = set()
    for model in apps.get_models():
        if model.__module__.startswith("leitu.") and model._meta.label not in ("accounts.Guard", "accounts.SignIn"):
            rows = model._default_manager.all()
            if model is Entry:
                rows = rows.exclude(verb__endswith="_failed").exclude(verb="accounts.lock")
            names = [f.attname for f in model._meta.concrete_fields if not CHANCE.search(f.attname)]
            found |= {(model._meta.label, *map(repr, row)) for row in rows.values_list(*names)}
    return found


CHANCE = re.compile(r"^id$|digest|secret|_sealed$|^code$|^key$|password|request_id|(?<!tenant)_id$|^data$|^outcome$")


def is_accepted(answer: HttpResponse) -> bool:
    return answer.status_code in (204, 302)


def check(answer: HttpResponse, wrote: list[str], before: set[Any], what: str) -> list[str]:
    """What is wrong with an answer to bad input."""
    wrong = []
    if answer.status_code >= 500:
        wrong.append(f"{what}: {answer.status_code}")
    if answer.status_code != 302 and wrote and everything() != before and not shows_result(answer):
        wrong.append(f"{what}: answered {answer.status_code} and left something behind")
    content = body(answer)
    wrong += [f"{what}: shows {raw.decode()} as it was typed" for raw in RAW if raw in content]
    if any("probe=1" in c.OutputString() for c in answer.cookies.values()):
        wrong.append(f"{what}: sets a cookie that was typed")
    return wrong


def shows_result(answer: HttpResponse) -> bool:
    """Pages that answer an accepted form without a redirect: they show something once, or hand out a file."""
    if answer.headers.get("Content-Disposition", "").startswith("attachment"):
        return True
    names = {template.name for template in answer.templates if template.name} if hasattr(answer, "templates") else set()
    shown_once = {
        "people/revealed.html",
        "people/invited.html",
        "accounts/recovery_codes.html",
        "portal/subscribe.html",
    }
    return bool(names & shown_once)


def form_of(visitors: Visitors, scene: World, name: str) -> tuple[str, str, forms.BaseForm]:
    """The address of a page, who opens it, and the form that it shows: an empty one where a button is all."""
    row, role = MATRIX[name], role_for(name)
    assert role is not None
    url = address(scene, name, row, "own")
    assert url is not None
    answer = visitors[role].get(url)
    found = answer.context.get("form") if answer.context is not None else None
    return url, role, found if isinstance(found, forms.BaseForm) else forms.Form()


SHARE = 6
"""Of the bad values every page gets a sixth, another one than its neighbours; nightly it gets all."""


def share(name: str, values: Mapping[str, Any], every: int = SHARE) -> Iterator[tuple[str, Any]]:
    """The values that are a page's own, by its name: the same ones in every run."""
    return islice(values.items(), zlib.crc32(name.encode()) % every, None, every)


@pytest.mark.parametrize("name", posted_to())
def test_forms_survive_everything(visitors: Visitors, scene: World, name: str) -> None:
    survives_as_form(visitors, scene, name, SHARE)


@pytest.mark.nightly
@pytest.mark.parametrize("name", posted_to())
def test_forms_survive_everything_at_once(visitors: Visitors, scene: World, name: str) -> None:
    survives_as_form(visitors, scene, name, 1)


def survives_as_form(visitors: Visitors, scene: World, name: str, every: int) -> None:
    """Texts in all fields, any value in one field after the other, keys of others, fields sent twice, nothing."""
    url, role, form = form_of(visitors, scene, name)
    base, before, wrong = filled(form), everything(), []
    fields = {bound.html_name: bound.field for bound in form}
    tries: list[tuple[str, dict[str, Any]]] = [
        (f"all {what}", dict.fromkeys(base, value)) for what, value in share(name, TEXTS, every)
    ]
    for number, (what, value) in enumerate(share(name, EVERYTHING, every), zlib.crc32(name.encode())):
        if base:
            one = sorted(base)[number % len(base)]
            tries.append((f"{one} {what}", {**base, one: value}))
    for one, field in fields.items():
        if isinstance(field, forms.ChoiceField):
            tries += [(f"{one} foreign {key}", {**base, one: key}) for key in foreign(scene, field)]
        tries.append((f"{one} twice", {**base, one: [base.get(one, ""), "第二个"]}))
    tries.append(("nothing", {}))
    for what, values in tries:
        with undone(), writes() as wrote:
            answer = visitors[role].post(url, encoded(values), content_type=FORM)
            wrong += check(answer, wrote, before, what)
            if is_accepted(answer):
                wrong += [f"{what}: {place} refers to another county" for place in crossed_tenants()]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", posted_to())
def test_fields_that_no_form_offers_change_nothing(visitors: Visitors, scene: World, name: str) -> None:
    url, role, form = form_of(visitors, scene, name)
    base, left = filled(form), []
    extra = {key: value for key, value in EXTRA.items() if key not in {bound.html_name for bound in form}}
    for values in (base, {**base, **extra}):
        with undone():
            answer = visitors[role].post(url, encoded(values), content_type=FORM)  # type: ignore[arg-type]
            left.append((answer.status_code, everything()))
    assert left[0][0] == left[1][0]
    assert left[0][1] == left[1][1]


@contextmanager
def asked() -> Iterator[set[str]]:
    """The names of the parameters that a page looks for."""
    found: set[str] = set()

    def noting(method: str) -> Callable[..., Any]:
        real = getattr(QueryDict, method)

        def look(self: QueryDict, name: Any, *rest: Any, **more: Any) -> Any:
            found.add(str(name))
            return real(self, name, *rest, **more)

        return look

    with pytest.MonkeyPatch.context() as patch:
        for method in ("get", "getlist", "__getitem__", "__contains__"):
            patch.setattr(QueryDict, method, noting(method))
        yield found


@pytest.mark.parametrize("name", pages())
def test_addresses_survive_everything(visitors: Visitors, scene: World, name: str) -> None:
    survives_as_address(visitors, scene, name, SHARE)


@pytest.mark.nightly
@pytest.mark.parametrize("name", pages())
def test_addresses_survive_everything_at_once(visitors: Visitors, scene: World, name: str) -> None:
    survives_as_address(visitors, scene, name, 1)


def survives_as_address(visitors: Visitors, scene: World, name: str, every: int) -> None:
    """Every parameter that a page looks for, with the values: all at once, and one by one."""
    role, wrong = role_for(name), []
    url = str(address(scene, name, MATRIX[name], "own")).partition("?")[0]
    assert role is not None
    with asked() as found:
        visitors[role].get(f"{url}?{encoded(dict.fromkeys(PARAMETERS, '1')).decode()}")
        visitors[role].get(url)
    names = sorted(found - {"big", "csrfmiddlewaretoken"})
    tries = [("all at once", dict.fromkeys(PARAMETERS, "zwei"))]
    for number, (what, value) in enumerate(share(name, EVERYTHING, every)):
        if names:
            short = value[:2000]  # what a server lets through in an address
            one = names[number % len(names)]
            tries.append((f"{one} {what}", {one: short}))
            if len(names) > 1:
                tries.append((f"all {what}", dict.fromkeys(names, short)))
    for some in [names] if every > 1 else [[one] for one in names]:
        twice: dict[str, Any] = {one: ["1", "zwei"] for one in some}
        tries.append((f"{some} twice", twice))
    for what, values in tries:
        with undone(), writes() as wrote:
            answer = visitors[role].get(f"{url}?{encoded(values).decode()}")
        wrong += check(answer, [], set(), what)
        if wrote and not MATRIX[name].leaves_entry:
            wrong.append(f"{what}: a GET wrote {wrote[0][:80]}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", sorted(n for n in pages() if MATRIX[n].of and not MATRIX[n].of.startswith("secret")))
@pytest.mark.parametrize("key", [0, 2**31, 2**63, 10**30])
def test_keys_of_any_size_are_absent(visitors: Visitors, scene: World, name: str, key: int) -> None:
    row, role = MATRIX[name], role_for(name)
    url = address(scene, name, row, "absent")
    assert url is not None
    assert role is not None
    assert visitors[role].get(re.sub(r"987654321", str(key), url)).status_code == 404


@pytest.mark.parametrize(
    ("content_type", "content"),
    [
        ("application/json", b'{"name": ["x"], "__proto__": {}}'),
        ("text/plain", b'{"name": 1}'),
        ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="name"\r\n\r\nab'),
        ("multipart/form-data", b"no boundary"),
        ("application/x-www-form-urlencoded", b"&&&=&==;%%%"),
        ("application/x-www-form-urlencoded", b"&".join(b"f%d=1" % n for n in range(5000))),
        ("application/x-www-form-urlencoded", b"name=" + b"x" * 3_000_000),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="f"; filename="../a"\r\n\r\n\r\n--x--',
        ),
    ],
    ids=[
        "json",
        "text",
        "cut off",
        "no boundary",
        "ampersands",
        "too many fields",
        "too long",
        "empty file",
    ],
)
def test_bodies_that_are_no_forms(visitors: Visitors, scene: World, content_type: str, content: bytes) -> None:
    wrong = []
    for name in pages()[len(content) % 4 :: 4]:
        row, role = MATRIX[name], role_for(name)
        url = address(scene, name, row, "own")
        assert role is not None
        with undone():
            answer = visitors[role].post(url, content, content_type=content_type)
        if answer.status_code >= 500:
            wrong.append(f"{name}: {answer.status_code}")
    assert wrong == []
