"""Two at the same moment: real commits, so in a file of its own (security.md R6)."""

import threading
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.db import connection

from leitu.approvals import actions
from leitu.audit.models import Entry
from leitu.core.errors import WrongState
from leitu.orgs import actions as orgs
from leitu.orgs.models import Grant
from tests.approvals.conftest import inspector_for
from tests.approvals.test_states import asked
from tests.cast import account, build_county


def at_once(acts: list[Callable[[], Any]]) -> list[str]:
    """What became of acts that begin together."""
    ready, came = threading.Barrier(len(acts)), []

    def do(act: Callable[[], Any]) -> None:
        ready.wait()
        try:
            act()
            came.append("done")
        except WrongState:
            came.append("too late")
        finally:
            connection.close()

    threads = [threading.Thread(target=do, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(came)


@pytest.mark.postgres_only
@pytest.mark.django_db(transaction=True)
def test_two_who_approve_and_four_who_use_at_once() -> None:
    county = build_county("A")
    account(county, "钟书记", "superior_secretary", "C")
    account(county, "security_two", "security_officer", "C")
    ask = asked(county)
    first, second = county.actor("钟书记"), county.actor("security_two")
    both = [lambda: actions.approve(actor=first, ask=ask), lambda: actions.approve(actor=second, ask=ask)]
    assert at_once(both) == ["done", "too late"]
    assert Entry.objects.filter(verb="approvals.approve").count() == 1

    given = inspector_for(county)
    askers = [county.actor("security_officer") for _number in range(4)]
    came = at_once([partial(orgs.grant, actor=actor, **given) for actor in askers])
    assert came == ["done", "too late", "too late", "too late"]
    assert Grant.objects.filter(role__code="inspector", user=given["user"]).count() == 1
    assert Entry.objects.filter(verb="orgs.grant", data__code="inspector", data__user=given["user"].pk).count() == 1
