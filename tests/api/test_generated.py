"""Requests that nobody would think of, made by Schemathesis from the description of the API (security.md C1).

Whatever is sent, by whomever: no 5xx, no byte of the sister county, an answer that is what the description says, and
nothing accepted that the description forbids. A few for each operation at every commit, 20 000 every night.
"""

import json
import math
import os
from collections import Counter
from inspect import get_annotations, isclass
from random import Random
from typing import Any
from urllib.parse import urlencode, urlsplit

import jsonschema_rs
import pytest
import schemathesis
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel
from schemathesis.generation import GenerationMode

from leitu.api.operations import operations
from scripts.openapi import description
from tests.test_access import CANARY
from tests.visitors import Visitors, sent, undone
from tests.world import World

pytestmark = pytest.mark.once

ALL_NIGHT = int(os.environ.get("LEITU_REQUESTS") or 20_000)
FEW = 2
EACH = 5
"""By how many callers each made-up request is sent, every time about something else."""
CALLERS = ("secretary", "county_officer", "administrator", "security_officer", "member", "inspector", "auditor")
KINDS = {
    "orgs": ("unit", "grant"),
    "people": ("person", "membership", "suspended", "post", "exemption", "unit"),
    "activities": (
        "activity:planned",
        "activity:notified",
        "activity:under_way",
        "activity:ended",
        "activity:archived",
    ),
    "norms": ("waiver", "unit"),
    "accounts": ("user", "sign_in", "api_token"),
}
"""What the keys in addresses and bodies stand for, so that most requests are about something that exists."""
INSIDE = {"unit": "unit", "parent": "unit", "person": "person", "chair": "person", "recorder": "person", "user": "user"}

RAW = json.loads(json.dumps(description(), default=str))
SCHEMA = schemathesis.openapi.from_dict(RAW)
BY_NAME = {one.ok().definition.raw["operationId"]: one.ok() for one in SCHEMA.get_all_operations()}


def answer_schema(name: str) -> Any:
    """The schema of the good answer of an operation, with everything that it refers to."""
    content = BY_NAME[name].definition.raw["responses"]["200"]["content"]
    raw = content["application/json"]["schema"] if "application/json" in content else {}
    return jsonschema_rs.validator_for({**raw, "components": RAW["components"]})


def keys(scene: World, name: str) -> list[int]:
    """Keys of rows here, beside, above and in the sister county."""
    found: list[int] = []
    for kind in KINDS.get(name.partition(".")[0], ("unit",)):
        found += [row.pk for row in scene.things.get(kind, {}).values()]
    return found


def aim(case: Any, scene: World, name: str, dice: Random) -> None:
    """Put real keys into a made-up request, most of the time."""
    if dice.random() < 0.2:
        return
    known = keys(scene, name)
    for part in ("pk", "unit"):
        if part in (case.path_parameters or {}):
            case.path_parameters[part] = dice.choice(known)
    for part in (case.query, case.body):
        if not isinstance(part, dict):
            continue
        for field, kind in INSIDE.items():
            if isinstance(part.get(field), int):
                part[field] = dice.choice([row.pk for row in scene.things[kind].values()])
        if isinstance(part.get("version"), int):
            part["version"] = dice.randrange(6)


def send(client: Client, case: Any) -> Any:
    """The request as it goes over the wire."""
    made = case.as_transport_kwargs(base_url="http://testserver")
    headers = {str(name): str(value) for name, value in made["headers"].items()}
    content = made.get("data")
    if "json" in made:
        content = json.dumps(made["json"])
    address = urlsplit(made["url"])
    query = urlencode(made.get("params") or {}, doseq=True) or address.query
    more = {}
    key = headers.get("Idempotency-Key", "")
    if key and key.isprintable() and key.isascii():
        more["headers"] = {"Idempotency-Key": key}
    return client.generic(
        made["method"],
        f"{address.path}?{query}" if query else address.path,
        content or b"",
        content_type=headers.get("Content-Type", "application/json"),
        **more,
    )


def try_out(visitors: Visitors, scene: World, name: str, examples: int, mode: GenerationMode) -> None:
    """Send ``examples`` requests to one operation by several callers each, and look at every answer."""
    good = answer_schema(name)

    answers: Counter[int] = Counter()

    @given(case=BY_NAME[name].as_strategy(generation_mode=mode), seed=st.integers(0, 2**32))
    @settings(max_examples=examples, database=None, deadline=None, suppress_health_check=list(HealthCheck))
    def one_request(case: Any, seed: int) -> None:
        dice = Random(seed)
        for caller in dice.sample(CALLERS, EACH):
            if mode == GenerationMode.POSITIVE:
                aim(case, scene, name, dice)
            with undone():
                answer = send(visitors[caller], case)
            answers[answer.status_code] += 1
            look_at(answer, good, name)

    one_request()
    print(f"{name} {mode}: {sum(answers.values())} requests, {dict(answers)}")


def look_at(answer: Any, good: Any, name: str) -> None:
    """What every answer must be."""
    assert answer.status_code < 500, answer.content[:500]
    assert CANARY not in sent(answer)
    if answer.status_code == 200 and operations()[name].is_paper:
        return
    assert answer.headers["Content-Type"].startswith("application/json"), answer.headers["Content-Type"]
    told = json.loads(answer.content)
    if answer.status_code == 200:
        good.validate(told)
    else:
        assert 400 <= answer.status_code < 500
        assert set(told) == {"code", "message", "fields", "request_id"}
        assert told["message"]


@pytest.mark.parametrize("name", sorted(BY_NAME))
def test_a_few_requests(visitors: Visitors, scene: World, name: str) -> None:
    for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
        try_out(visitors, scene, name, FEW, mode)


@pytest.mark.nightly
@pytest.mark.parametrize("name", sorted(BY_NAME))
def test_20_000_requests(visitors: Visitors, scene: World, name: str) -> None:
    each = ALL_NIGHT / len(BY_NAME) / EACH
    try_out(visitors, scene, name, math.ceil(each * 2 / 3), GenerationMode.POSITIVE)
    try_out(visitors, scene, name, math.ceil(each / 3), GenerationMode.NEGATIVE)


def test_every_operation_is_described() -> None:
    assert set(BY_NAME) == set(operations())


def test_no_two_schemas_share_a_name() -> None:
    """django-ninja lets the later one stand for both, and the description lies about one of them."""
    found: dict[str, tuple[str, Any]] = {}
    twice = []
    for name, operation in operations().items():
        for kind in get_annotations(operation.endpoint).values():
            model = getattr(kind, "__origin__", kind) if getattr(kind, "__metadata__", ()) else kind
            if not (isclass(model) and issubclass(model, BaseModel)):
                continue
            for title, schema in model.model_json_schema(ref_template="{model}").get("$defs", {}).items():
                first, same = found.setdefault(title, (name, schema))
                if same != schema:
                    twice.append(f"{title}: {first} and {name}")
    assert twice == []
