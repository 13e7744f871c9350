"""Every state × every step × every role: what the table forbids is refused by the action, the page, the API and in bulk."""

import datetime as dt
import json
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.test import Client
from django.urls import reverse

from leitu.accounts.models import SignIn
from leitu.core.errors import LeituError
from leitu.matters import actions, life
from leitu.matters.actions.bulk import MANY
from leitu.matters.models import Matter
from leitu.matters.sources import Source
from leitu.matters.tests import factories as make

OWNERS = frozenset({"梅", "李强"})
CHECKERS = frozenset({"officer", "county_officer", "inspector"})
ROLES = ("梅", "李强", "孙涛", "石磊", "officer", "county_officer", "inspector", "administrator", "auditor", "stranger")
OFFICERS = frozenset({"officer", "county_officer"})
"""Who manages from above may also write for a branch; then he has worked on it and does not check it."""
SIDES = {
    **dict.fromkeys(life.KEEPERS, OWNERS | CHECKERS),
    **dict.fromkeys(life.DOERS, OWNERS | OFFICERS),
    **dict.fromkeys(life.CHECKERS, CHECKERS),
    **dict.fromkeys(life.LEADERS, {"梅"} | CHECKERS),
}
STEPS = sorted(life.MAY)
PAGES_ONLY = {"ask_word"}
"""Their answer is a code that is shown once."""
AT_PAGES = ("梅", "孙涛", "石磊", "officer", "inspector")
"""One of each side, and two who are of none: the others are tried at the actions."""


def arguments(county: Any, step: str, matter: Matter) -> dict[str, Any]:
    """What the action is given; always in order."""
    unit = county.units["Q1"]
    day = (matter.due_on or make.TODAY) + dt.timedelta(days=9)
    return {
        "change": {"standard": "不漏水"},
        "publish": make.clarities(county),
        "set_aside": {"reason": "当场改了"},
        "progress": {"text": "补签"},
        "request_close": {"effect": "都齐了"},
        "send_back": {"reason": "还缺"},
        "reopen": {"reason": "又缺"},
        "look_back": {"held": True},
        "extend": {"due_on": day, "reason": "等材料"},
        "answer_extension": {"agreed": True},
        "assign": {"person": county.persons["赵敏"]},
        "hand_over": {"unit": county.units["Q2"], "reason": "归社区"},
        "involve": {"unit": county.units["Q1G"], "part": "出两个人"},
        "split": {
            "units": [county.units["Q1G"]],
            "title": "小组补签",
            "standard": "签字齐全",
            "due_on": make.TODAY + dt.timedelta(days=2),
        },
        "mark": {"is_key": True},
        "inquire": {"text": "材料到了没有"},
        "urge": {"text": "这周五以前办好"},
        "link_evidence": {"source": Source("unit", str(unit.pk), unit, unit.name, "/")},
    }.get(step, {})


def sent(county: Any, step: str, matter: Matter) -> dict[str, Any]:
    """The same as the page's form takes it."""
    given = arguments(county, step, matter)
    if step in ("change", "publish"):
        given = {**make.clarities(county), "title": matter.title, "kind": matter.kind}
    values = {name: getattr(value, "pk", value) for name, value in given.items() if name not in ("unit", "agreed")}
    if step == "split":
        values |= {
            "units": [unit.pk for unit in given["units"]],
            "minutes": 10,
            "weight": 1,
            "scope": "ticked",
            "seen": "1x10",
        }
    if "unit" in given:
        values["unit"] = given["unit"].code
    if "agreed" in given:
        values["answer"] = "yes"
    if "held" in given:
        values["held"] = "yes"
    return {name: value.isoformat() if isinstance(value, dt.date) else value for name, value in values.items()}


def body(county: Any, step: str, matter: Matter) -> dict[str, Any]:
    """The same as the API takes it."""
    given = {name: getattr(value, "pk", value) for name, value in arguments(county, step, matter).items()}
    if step == "split":
        given["units"] = [unit.pk for unit in given["units"]]
    if step == "link_evidence":
        given["source"] = f"unit:{county.units['Q1'].pk}"
    versioned = life.MAY.keys() - {
        "set_aside",
        "take_up",
        "begin",
        "progress",
        "involve",
        "link_evidence",
        *life.LEADERS,
    }
    if step in versioned:
        given["version"] = matter.version
    return {name: value.isoformat() if isinstance(value, dt.date) else value for name, value in given.items()}


def prepared(county: Any, state: str) -> Matter:
    """A matter in that state; where more time may be asked for, it is, and what is
    closed was drawn for a second look."""
    matter = make.in_state(county, state)
    if life.may(matter, "extend"):
        due_on = make.due(matter) + dt.timedelta(days=5)
        matter = actions.extend(actor=county.console, matter=matter, due_on=due_on, reason="等材料")
    if state == "closed":
        Matter.objects.filter(pk=matter.pk).update(look_on=make.TODAY)
        matter.refresh_from_db()
    return matter


def is_allowed(matter: Matter, step: str, name: str) -> bool:
    return life.may(matter, step) and name in SIDES[step]


def state_of(matter: Matter) -> tuple[Any, ...]:
    return Matter.objects.values_list("state", "version", "unit", "person", "due_on").get(pk=matter.pk)


@pytest.mark.parametrize("state", Matter.State.values)
def test_every_step_by_every_role_as_an_action(county, state):
    matter = prepared(county, state)
    wrong = []
    for step in STEPS:
        for name in ROLES:
            before = state_of(matter)
            block = transaction.atomic()
            with block:
                try:
                    with transaction.atomic():
                        getattr(actions, step)(
                            actor=county.actor(name), matter=matter, **arguments(county, step, matter)
                        )
                    done = True
                except (LeituError, ValidationError):
                    done = False
                    assert state_of(matter) == before
                if done and step in life.AFTER and state_of(matter)[0] != life.AFTER[step]:
                    wrong.append(f"{step}: {state_of(matter)[0]}")
                transaction.set_rollback(True)
            if done != is_allowed(matter, step, name):
                wrong.append(f"{name} {step}: {done}")
    assert wrong == []


@pytest.mark.parametrize("state", Matter.State.values)
def test_every_step_by_every_role_on_its_page_and_in_the_api(county, state):
    matter = prepared(county, state)
    wrong = []
    for name in AT_PAGES:
        client = Client()
        client.force_login(county.users[name])
        SignIn.objects.filter(user=county.users[name]).update(strong=True)
        for step in STEPS:
            for way in ("page",) if step in PAGES_ONLY else ("page", "api"):
                before = state_of(matter)
                with transaction.atomic():
                    if way == "page":
                        client.post(reverse(f"matters:{step}", args=[matter.pk]), sent(county, step, matter))
                    else:
                        address = "evidence" if step == "link_evidence" else step
                        client.post(
                            f"/api/matters/{matter.pk}/{address}",
                            json.dumps(body(county, step, matter)) if body(county, step, matter) else "",
                            content_type="application/json",
                        )
                    done = state_of(matter) != before
                    transaction.set_rollback(True)
                if done != is_allowed(matter, step, name) and not (way == "page" and step == "link_evidence"):
                    wrong.append(f"{name} {step} {way}: {done}")
    assert wrong == []


@pytest.mark.parametrize("state", Matter.State.values)
def test_every_step_by_every_role_in_bulk(county, state):
    matter = make.in_state(county, state)
    complete = {"due_on": make.TODAY + dt.timedelta(days=3), "standard": "签字齐全"}
    if state == "noted":
        given = {**make.clarities(county), **complete}
        matter = actions.change(actor=county.console, matter=matter, **given)
    wrong = []
    for step in MANY:
        for name in ROLES:
            with transaction.atomic():
                found = actions.do_many(actor=county.actor(name), step=step, matters=[matter], text="都齐了")
                transaction.set_rollback(True)
            if bool(found.done) != is_allowed(matter, step, name):
                wrong.append(f"{name} {step}: {found}")
            assert len(found.done) + len(found.refused) == 1
    assert wrong == []
