"""Every state × every event: only what is listed is possible (security.md A7, R12)."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from leitu.approvals import actions
from leitu.approvals.actions.restored import void_asks
from leitu.approvals.models import Ask
from leitu.audit.models import Entry
from leitu.core.errors import WrongState
from leitu.orgs import actions as orgs
from leitu.orgs.models import Grant
from tests.approvals.conftest import inspector_for
from tests.cast import County

ALLOWED = {
    "asked": {"approve", "refuse", "withdraw"},
    "expired": {"withdraw"},
    "approved": {"use", "withdraw"},
    "lapsed": {"withdraw"},
    "refused": set(),
    "withdrawn": set(),
    "used": set(),
    "void": set(),
}
EVENTS = ("approve", "refuse", "withdraw", "use")
LEADS_TO = {"approve": "approved", "refuse": "refused", "withdraw": "withdrawn", "use": "used"}


def asked(county: County) -> Ask:
    return orgs.ask_grant(actor=county.actor("security_officer"), reason="接替督查员", **inspector_for(county))


def brought_to(county: County, traveller: Any, state: str) -> Ask:
    """An ask in that state, by the acts of people and the clock."""
    ask = asked(county)
    if state in ("approved", "lapsed", "used"):
        actions.approve(actor=county.actor("钟书记"), ask=ask)
    ways: dict[str, Callable[[], Any]] = {
        "expired": lambda: traveller.shift(dt.timedelta(days=7)),
        "lapsed": lambda: traveller.shift(dt.timedelta(days=7)),
        "refused": lambda: actions.refuse(actor=county.actor("钟书记"), ask=ask, answer="先口头说明"),
        "withdrawn": lambda: actions.withdraw(actor=county.actor("security_officer"), ask=ask),
        "used": lambda: orgs.grant(actor=county.actor("security_officer"), **inspector_for(county)),
        "void": void_asks,
    }
    if state in ways:
        ways[state]()
    ask.refresh_from_db()
    return ask


def happen(county: County, ask: Ask, event: str) -> None:
    acts: dict[str, Callable[[], Any]] = {
        "approve": lambda: actions.approve(actor=county.actor("security_two"), ask=ask),
        "refuse": lambda: actions.refuse(actor=county.actor("security_two"), ask=ask, answer="不合适"),
        "withdraw": lambda: actions.withdraw(actor=county.actor("security_officer"), ask=ask),
        "use": lambda: orgs.grant(actor=county.actor("security_officer"), **inspector_for(county)),
    }
    acts[event]()


@pytest.mark.parametrize("event", EVENTS)
@pytest.mark.parametrize("state", ALLOWED)
def test_only_what_is_listed_is_possible(two: County, on_that_friday: Any, state: str, event: str) -> None:
    ask = brought_to(two, on_that_friday, state)
    before, entries = ask.state, Entry.objects.count()
    grants = Grant.objects.count()
    if event not in ALLOWED[state]:
        with pytest.raises(WrongState):
            happen(two, ask, event)
        ask.refresh_from_db()
        assert (ask.state, Entry.objects.count(), Grant.objects.count()) == (before, entries, grants)
        return
    happen(two, ask, event)
    ask.refresh_from_db()
    assert ask.state == LEADS_TO[event]
    assert Entry.objects.filter(verb=f"approvals.{event}", object_id=ask.pk).count() == 1
    assert Grant.objects.count() == grants + (event == "use")


@pytest.mark.parametrize("state", ALLOWED)
def test_every_state_has_its_word(two: County, on_that_friday: Any, state: str) -> None:
    ask = brought_to(two, on_that_friday, state)
    assert (
        str(ask.standing)
        == {
            "asked": "等待批准",
            "expired": "已过期",
            "approved": "已批准",
            "lapsed": "已过期",
            "refused": "不同意",
            "withdrawn": "已撤回",
            "used": "已办理",
            "void": "恢复备份后作废",
        }[state]
    )


def test_both_names_are_on_record(two: County) -> None:
    ask = asked(two)
    actions.approve(actor=two.actor("钟书记"), ask=ask)
    orgs.grant(actor=two.actor("security_officer"), **inspector_for(two))
    told = list(Entry.objects.filter(object_type="approvals.Ask", object_id=ask.pk).order_by("pk"))
    assert [entry.verb for entry in told] == ["approvals.ask", "approvals.approve", "approvals.use"]
    assert [entry.actor_label for entry in told] == ["security_officer", "钟书记", "security_officer"]
    assert told[2].data["approver"] == "钟书记"
