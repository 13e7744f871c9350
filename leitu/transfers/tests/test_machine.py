"""Every state × every step × every role × both ends: what the table forbids is refused by the action, the page and the API."""

import json
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.test import Client
from django.urls import reverse

from leitu.accounts.models import SignIn
from leitu.core.errors import LeituError
from leitu.transfers import actions, life
from leitu.transfers.models import Transfer
from leitu.transfers.tests import factories as make

ROLES = ("梅", "李强", "孙涛", "石磊", "东方明", "officer", "county_officer", "inspector", "administrator", "stranger")
OLD, NEW = {"梅"}, {"石磊"}
ABOVE = {"officer", "county_officer"}
WHO: dict[tuple[str, str], set[str]] = {
    ("issue", "out"): ABOVE,
    ("renew", "out"): ABOVE,
    ("recall", "out"): OLD | ABOVE,
    ("route", "in"): ABOVE,
    ("receive", "in"): NEW | ABOVE,
    ("refuse", "out"): ABOVE,
    ("refuse", "in"): NEW | ABOVE,
    ("uphold", "in"): ABOVE,
    ("overrule", "in"): ABOVE,
    ("urge", "out"): OLD | ABOVE,
    ("urge", "in"): NEW | ABOVE,
}
"""Step and end -> who may, written by hand: the old branch, the new one, those above both."""
ALLOWED: dict[tuple[str, str], set[str]] = {
    ("issue", "out"): {"asked"},
    ("renew", "out"): {"issued"},
    ("recall", "out"): {"asked", "issued", "refused"},
    ("route", "in"): {"issued"},
    ("receive", "in"): {"issued"},
    ("refuse", "out"): {"asked"},
    ("refuse", "in"): {"issued"},
    ("uphold", "in"): {"refused"},
    ("overrule", "in"): {"refused"},
    ("urge", "out"): {"asked", "issued", "refused"},
    ("urge", "in"): {"issued", "refused"},
}
AFTER = {
    "issue": "issued",
    "recall": "recalled",
    "receive": "received",
    "refuse": "refused",
    "uphold": "returned",
    "overrule": "issued",
}


def arguments(county: Any, step: str) -> dict[str, Any]:
    return {
        "issue": {"valid_days": 10},
        "renew": {"valid_days": 20},
        "recall": {"reason": "不走了"},
        "route": {"unit": county.units["Q3"]},
        "refuse": {"refusal": "not_ours", "text": "不住这里"},
        "uphold": {"text": "是这样"},
        "overrule": {"text": "应当接收"},
        "enter_slip": {"on": make.TODAY, "received_by": "某党委"},
    }.get(step, {})


def expected(step: str, side: str, state: str, name: str) -> bool:
    return state in ALLOWED.get((step, side), ()) and name in WHO[step, side]


def seen(transfer: Transfer) -> list[tuple[Any, ...]]:
    rows = Transfer.objects.filter(code=transfer.code).order_by("side")
    return list(rows.values_list("state", "version", "unit", "number"))


@pytest.mark.parametrize("state", make.STATES)
def test_every_step_by_every_role_as_an_action(county, state):
    wrong = []
    for side, end in make.ends_in(county, state).items():
        for step in life.MAY:
            for name in ROLES:
                before = seen(end)
                with transaction.atomic():
                    try:
                        with transaction.atomic():
                            act = getattr(actions, step)
                            act(actor=county.actor(name), transfer=end, **arguments(county, step))
                        done = True
                    except (LeituError, ValidationError):
                        done = False
                        assert seen(end) == before
                    states = {row[0] for row in seen(end)}
                    if done and step in AFTER and states != {AFTER[step]}:
                        wrong.append(f"{step}: {states}")
                    transaction.set_rollback(True)
                if done != expected(step, side, state, name):
                    wrong.append(f"{side} {name} {step}: {done}")
    assert wrong == []


@pytest.mark.parametrize("state", make.STATES)
def test_every_step_by_every_side_on_its_page_and_in_the_api(county, state):
    wrong = []
    for side, end in make.ends_in(county, state).items():
        for name in ("梅", "石磊", "孙涛", "officer"):
            client = Client()
            client.force_login(county.users[name])
            SignIn.objects.filter(user=county.users[name]).update(strong=True)
            for step in life.MAY:
                sent = {key: str(getattr(value, "code", value)) for key, value in arguments(county, step).items()}
                if "unit" in sent:
                    sent["to"] = sent.pop("unit")
                body: dict[str, Any] = {**sent, "version": end.version}
                if "valid_days" in sent:
                    body["valid_days"] = int(sent["valid_days"])
                for way in ("page", "api"):
                    before = seen(end)
                    with transaction.atomic():
                        if way == "page":
                            client.post(reverse(f"transfers:{step}", args=[end.pk]), sent)
                        else:
                            text = "" if step in ("urge", "receive") else json.dumps(body)
                            client.post(f"/api/transfers/{end.pk}/{step}", text, content_type="application/json")
                        done = seen(end) != before
                        transaction.set_rollback(True)
                    if done != expected(step, side, state, name):
                        wrong.append(f"{side} {name} {step} {way}: {done}")
    assert wrong == []


def test_whoever_refused_does_not_judge_it(county):
    end = make.arrival(make.issued(county))
    officer = county.actor("officer")
    refused = actions.refuse(actor=officer, transfer=end, refusal="file_missing", text="档案没到")
    for step in (actions.uphold, actions.overrule):
        with pytest.raises(LeituError):
            step(actor=officer, transfer=refused, text="我说了算")
    actions.overrule(actor=county.actor("county_officer"), transfer=refused, text="档案可以后补")
    assert {row[0] for row in seen(end)} == {"issued"}


def test_the_committee_that_does_not_issue_is_judged_above_and_goes_on_where_it_stopped(county):
    asked = make.asked(county)
    refused = actions.refuse(actor=county.actor("officer"), transfer=asked, refusal="dues_open", text="欠三个月")
    assert refused.judge == county.units["C"]
    again = actions.overrule(actor=county.actor("county_officer"), transfer=refused, text="已补交")
    assert again.state == "asked"
    assert again.due_on is not None
    assert again.due_on > make.TODAY
