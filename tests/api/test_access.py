"""Every operation × every role × every place of the thing × every scope of a token (security.md A1, A2, B5).

What an operation answers is one of four: in, not signed in, forbidden, absent. What is out of scope is as absent as
what never was, and no byte of the sister county, all of whose names begin with CANARY, reaches anybody here.
"""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from leitu.accounts.models import ApiToken, SignIn
from leitu.api import scopes
from leitu.api.operations import Operation, operations
from leitu.audit.models import Entry
from leitu.ui.checks import patterns
from tests.access_rows import REACH, Row
from tests.api.matrix import API, Line
from tests.api.no_endpoint import NO_ENDPOINT
from tests.api.programs import Program
from tests.source import actions
from tests.test_access import CANARY, POSTED, ROLES_TRIED, expected, last_entry, scopes_for
from tests.visitors import Visitors, sent, undone, ways
from tests.world import SISTER_ROLES, World

pytestmark = pytest.mark.once

RANDOM = re.compile(rb'"request_id": "[0-9a-f]*"')
SCOPES = (["read"], ["write"], ["calendar"], ["orgs.read"], ["orgs.write"], ["norms.write", "people.read"])


def routes() -> dict[str, URLPattern]:
    """Every address under /api/ by the name of its operation."""
    found = {p.name: p for route, p in patterns(get_resolver()) if route.startswith("api/")}
    found.pop("openapi-json")
    return found


def declared() -> dict[str, Operation]:
    assert routes()
    return operations()


def call(client: Any, world: World, name: str, line: Line, scope: str, **more: Any) -> Any:
    """Call the operation about the thing of that scope; None where the world has no such thing."""
    row, operation = line.row, operations()[name]
    thing = None
    if row.of not in ("", "nothing"):
        things = world.things[row.of]
        if scope != "absent" and scope not in things:
            return None
        thing = things.get(scope) if scope != "absent" else None
    named = (ways(row.of, thing) if row.of not in ("", "nothing") else {}) | row.more
    wanted = routes()[name].pattern.converters
    address = reverse(f"api:{name}", kwargs={key: value for key, value in named.items() if key in wanted})
    if operation.method == "get":
        body_key = {} if not row.of or set(named) & set(wanted) else {row.of: thing.pk if thing else 0}
        query = line.query or "".join(f"?{key}={value or 987654321}" for key, value in body_key.items())
        return client.get(address + query, **more)
    return client.post(address, line.sends(world, thing), content_type="application/json", **more)


def verdict(status: int) -> str:
    return {401: "login", 403: "forbidden", 404: "absent"}.get(status, "in" if status < 500 else "broken")


def test_every_operation_has_its_line_and_every_line_its_operation() -> None:
    assert sorted(set(declared()) - set(API)) == [], "say in tests/api/matrix.py who may call these"
    assert sorted(set(API) - set(declared())) == []
    assert sorted(set(declared()) ^ set(routes())) == [], "declared, but not reachable under /api/"


def test_every_action_has_its_endpoint_or_a_reason_for_having_none() -> None:
    """ONE NAME: the action, the operation and the address are called the same (house.md)."""
    offered = {name for name, operation in declared().items() if operation.writes or operation.is_paper}
    assert sorted(set(actions()) - offered - set(NO_ENDPOINT)) == [], "an endpoint is missing, or a reason"
    assert sorted(set(NO_ENDPOINT) - set(actions())) == [], "no such action"
    assert sorted(set(NO_ENDPOINT) & offered) == [], "it has an endpoint after all"
    assert sorted(offered - set(actions())) == [], "an operation that writes is an action of that name"


@pytest.mark.parametrize("name", sorted(API))
def test_who_may(visitors: Visitors, scene: World, name: str) -> None:
    line, wrong = API[name], []
    row = line.row
    for role in ROLES_TRIED:
        absent = b""
        for scope in scopes_for(row, role):
            if operations()[name].writes and scope not in POSTED:
                continue
            before = last_entry()
            with undone():
                answer = call(visitors[role], scene, name, line, scope)
                left = Entry.objects.filter(pk__gt=before).count()
            if answer is None:
                continue
            got, wanted = verdict(answer.status_code), expected(row, role, scope)
            if row.why.startswith("404") and got == "absent" and wanted == "in":
                got = "in"
            if got != wanted:
                wrong.append(f"{role} {scope}: {got} ({answer.status_code}, {answer.content[:200]!r}), not {wanted}")
            if left and (got != "in" or not (operations()[name].writes or row.leaves_entry)):
                wrong.append(f"{role} {scope}: answered {got} and left an entry")
            is_theirs = role in SISTER_ROLES or (row.of.startswith("secret") and scope == "foreign")
            if CANARY in sent(answer) and not is_theirs:
                wrong.append(f"{role} {scope}: shows a name of the sister county")
            if got == "absent":
                absent = absent or RANDOM.sub(b"", answer.content)
                if absent != RANDOM.sub(b"", answer.content):
                    wrong.append(f"{role} {scope}: not the same answer as for what is absent")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("reach", SCOPES, ids="+".join)
def test_a_token_reaches_as_far_as_it_says(scene: World, reach: list[str]) -> None:
    """Whatever its owner may do: scopes are asked first."""
    wrong = []
    owner = scene.user("county_officer")
    assert owner is not None
    program = Program(owner, *reach)
    headers = program.headers
    for name, line in API.items():
        operation = operations()[name]
        with undone():
            answer = call(program.client, scene, name, line, "own", headers=headers)
        if answer is None:
            answer = call(program.client, scene, name, line, "absent", headers=headers)
        code = answer.json().get("code") if answer.status_code == 403 else ""
        may = scopes.reaches(reach, operation.area, writes=operation.writes)
        wanted = "not_by_token" if not operation.by_token else "" if may else "out_of_scope"
        if (code if code in ("not_by_token", "out_of_scope") else "") != wanted:
            wrong.append(f"{name}: {answer.status_code} {code}, not {wanted}")
    assert wrong == []


@pytest.mark.parametrize("role", ["stranger", "member", "secretary", "officer", "security_officer", "auditor"])
def test_a_token_does_no_more_than_its_owner(visitors: Visitors, scene: World, role: str) -> None:
    """The same verdict by token as in the session, for every operation that takes tokens."""
    wrong = []
    owner = scene.user(role)
    assert owner is not None
    program = Program(owner, "write")
    for name, line in API.items():
        if not operations()[name].by_token:
            continue
        for scope in ("own", "foreign") if line.row.of else ("",):
            with undone():
                here = call(visitors[role], scene, name, line, scope)
            with undone():
                there = call(program.client, scene, name, line, scope, headers=program.headers)
            if here is not None and verdict(here.status_code) != verdict(there.status_code):
                wrong.append(f"{name} {scope}: {here.status_code} signed in, {there.status_code} by token")
    assert wrong == []


def test_nobody_acts_in_a_session_without_the_token_against_forgery(visitors: Visitors, scene: World) -> None:
    wrong = []
    client = visitors["county_officer"]
    client.handler.enforce_csrf_checks = True
    for name, line in API.items():
        if operations()[name].writes:
            with undone():
                answer = call(client, scene, name, line, "own") or call(client, scene, name, line, "absent")
            if (answer.status_code, answer.json()["code"]) != (403, "csrf"):
                wrong.append(f"{name}: {answer.status_code}")
    client.handler.enforce_csrf_checks = False
    assert wrong == []


@pytest.mark.parametrize("role", ["officer", "county_officer", "administrator", "auditor"])
def test_nothing_before_the_second_factor(scene: World, role: str) -> None:
    client, owner = Client(), scene.user(role)
    assert owner is not None
    client.force_login(owner)
    program = Program(owner, "write")
    SignIn.objects.filter(user=owner).update(strong=False)
    ApiToken.objects.filter(user=owner).update(strong=False)
    for name, line in API.items():
        for caller, headers in ((client, {}), (program.client, program.headers)):
            with undone():
                answer = call(caller, scene, name, line, "own", headers=headers)
            if answer is not None:
                assert (answer.status_code, answer.json()["code"]) == (403, "second_factor"), name


def test_rights_end_with_the_next_call(scene: World) -> None:
    """A closed account, a role that is taken away (security.md A5)."""
    from leitu.orgs.models import Grant

    owner = scene.user("county_officer")
    assert owner is not None
    program = Program(owner, "read")
    assert program.get("/api/orgs/units").json()["total"] > 0
    with undone():
        Grant.objects.filter(user=owner).delete()
        assert program.get("/api/orgs/units").status_code == 403
    with undone():
        owner.__class__.objects.filter(pk=owner.pk).update(is_active=False)
        assert program.get("/api/orgs/units").status_code == 401


def test_the_matrix_tries_roles_with_reach() -> None:
    assert set(REACH) <= set(ROLES_TRIED)
    assert all(isinstance(line.row, Row) for line in API.values())
