"""Every address × every role × every place of the thing, read and written (security.md A1, A2, B5).

What a page answers is one of four: in, to the sign-in page, forbidden, absent. What is out of scope is as absent as
what never was, and no byte of the sister county, all of whose names begin with CANARY, reaches anybody here.
"""

import re
from typing import Any

import pytest
from django.test import Client

from leitu.audit.models import Entry
from tests.access_matrix import MATRIX
from tests.access_rows import EVERYBODY, HOLDERS, REACH, Row
from tests.visitors import Visitors, address, addresses, sent, undone
from tests.world import ROLES, SCOPES, SISTER_ROLES, World

pytestmark = pytest.mark.once

CANARY = b"CANARY"
CHANGING = re.compile(rb'name="(csrfmiddlewaretoken|form_key)" value="[^"]*"|hx-headers=\'[^\']*\'|[0-9a-f]{12}|\d{9,}')


ROLES_TRIED = [*sorted(EVERYBODY), *SISTER_ROLES]
POSTED = ("", "own", "foreign", "absent")
"""Scopes to which something is sent; every scope is read."""


def scopes_for(row: Row, role: str) -> tuple[str, ...]:
    """All scopes for whoever may come here at all; others are turned away before anything is looked up."""
    if not row.of:
        return ("",)
    if row.of == "nothing":
        return ("absent",)
    if role in SISTER_ROLES:
        return ("own",)  # what is somebody's own here
    return SCOPES if role in row.gate else ("own", "foreign", "absent")


def expected(row: Row, role: str, scope: str) -> str:
    if role not in SISTER_ROLES:
        return row.expects(role, scope)
    return row.expects(role.removeprefix("sister_"), "foreign")


def verdict(status: int, location: str) -> str:
    if status in (301, 302) and "/sign-in/" in location and "next=" in location:
        return "login"
    return {403: "forbidden", 404: "absent"}.get(status, "in" if status < 500 else "broken")


def same_kind_of_page(one: bytes, other: bytes) -> bool:
    """Equal but for the request's number, keys and ids."""
    return CHANGING.sub(b"", one) == CHANGING.sub(b"", other)


def test_every_address_has_its_row_and_every_row_its_address() -> None:
    assert sorted(set(addresses()) - set(MATRIX)) == [], "say in tests/access_matrix.py who may open these"
    assert sorted(set(MATRIX) - set(addresses())) == []


def test_the_matrix_knows_every_permission_and_role(scene: World) -> None:
    from leitu.orgs.access import permission_names

    assert set(HOLDERS) == set(permission_names())
    assert set(REACH) == set(ROLES)


@pytest.mark.parametrize("name", sorted(MATRIX))
def test_who_may(visitors: Visitors, scene: World, name: str) -> None:
    row, wrong = MATRIX[name], []
    for role in ROLES_TRIED:
        absent_page = b""
        for scope in scopes_for(row, role):
            url = address(scene, name, row, scope)
            if url is None:
                continue
            wanted = expected(row, role, scope)
            for method in ("get", "post") if scope in POSTED else ("get",):
                got, answer, entries = attempt(visitors[role], method, url)
                if got != wanted and not (answer.status_code == 405 and method == "post"):
                    wrong.append(f"{method} {role} {scope}: {got} ({answer.status_code}) instead of {wanted}")
                if entries and (got != "in" or (method == "get" and not row.leaves_entry)):
                    wrong.append(f"{method} {role} {scope}: answered {got} and left an entry")
                is_theirs = role in SISTER_ROLES or (row.of.startswith("secret") and scope == "foreign")
                if CANARY in sent(answer) and not is_theirs:
                    wrong.append(f"{method} {role} {scope}: shows a name of the sister county")
                if got == "absent" and method == "get":
                    absent_page = absent_page or answer.content
                    if not same_kind_of_page(absent_page, answer.content):
                        wrong.append(f"{role} {scope}: not the same page as for what is absent")
    assert not wrong, "\n".join(wrong)


def attempt(client: Client, method: str, url: str) -> tuple[str, Any, int]:
    """What became of a request: the verdict, the answer, and how many entries it left; all of it undone."""
    before = last_entry()
    with undone():
        answer = getattr(client, method)(url)
        left = Entry.objects.filter(pk__gt=before).count()
    return verdict(answer.status_code, answer.headers.get("Location", "")), answer, left


def last_entry() -> int:
    """The key of the newest entry: to count them all would cost more than the page."""
    return Entry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def test_the_comparison_of_absent_pages_sees_a_difference() -> None:
    assert same_kind_of_page(b"<p>0123456789ab</p>", b"<p>ba9876543210</p>")
    assert not same_kind_of_page(b"<p>not here</p>", b"<p>not yours</p>")


def posted_to() -> list[str]:
    """Pages that take a POST."""
    found = addresses()
    return sorted(
        n for n, row in MATRIX.items() if row.of != "nothing" and hasattr(found[n].callback.view_class, "post")
    )


@pytest.mark.parametrize("name", posted_to())
def test_no_post_without_a_token(visitors: Visitors, scene: World, name: str) -> None:
    """Every page that takes a POST refuses one that did not come from a page of ours (security.md B5)."""
    row = MATRIX[name]
    for role in ("anonymous", "county_officer"):
        client = visitors[role]
        client.handler.enforce_csrf_checks = True
        url = address(scene, name, row, "own")
        assert url is not None
        for given in ({}, {"csrfmiddlewaretoken": "x" * 64}):
            with undone():
                answer = client.post(url, given)
            assert answer.status_code == 403, f"{role}: {answer.status_code}"
        with undone():
            answer = client.post(url, headers={"hx-request": "true"})
        assert answer.status_code == 403, "the header of htmx is no token"
        client.handler.enforce_csrf_checks = False


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_methods_are_refused_everywhere(visitors: Visitors, scene: World, method: str) -> None:
    wrong = []
    for name, row in MATRIX.items():
        url = address(scene, name, row, "own") if row.of != "nothing" else None
        for role in ("anonymous", "secretary") if url else ():
            with undone():
                status = getattr(visitors[role], method)(url).status_code
            if status not in (302, 403, 404, 405, 410):
                wrong.append(f"{method} {name} {role}: {status}")
    assert wrong == []
