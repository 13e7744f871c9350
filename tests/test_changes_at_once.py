"""Two officers at the same moment: real commits, so in a file of its own."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from leitu.changes import actions
from leitu.core.clock import today
from leitu.core.invariants import broken
from leitu.orgs.models import Unit
from tests.cast import build_county


def at_once(acts: list[Callable[[], Any]]) -> list[str]:
    """What became of acts that begin together."""
    ready, came = threading.Barrier(len(acts)), []

    def do(act: Callable[[], Any]) -> None:
        ready.wait()
        try:
            act()
            came.append("done")
        except ValidationError as problem:
            came.append("".join(problem.messages))
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
def test_two_who_put_each_of_two_under_the_other() -> None:
    """One succeeds, the other is told why not; the tree has no circle."""
    county = build_county("A")
    made = [crossed(county, one, other) for one, other in (("Q", "B"), ("B", "Q"))]
    officers = [county.actor("county_officer") for _number in range(2)]
    pairs = zip(officers, made, strict=True)
    came = at_once([lambda a=actor, c=change: actions.carry_out(actor=a, change=c) for actor, change in pairs])
    assert came[0] == "done"
    assert "不能反过来做它的上级" in came[1]
    parents = dict(Unit.objects.filter(code__in=("Q", "B")).values_list("code", "parent__code"))
    assert parents in ({"Q": "B", "B": "C"}, {"Q": "C", "B": "Q"})
    assert list(broken(county.tenant.pk)) == []


def crossed(county: Any, one: str, other: str) -> Any:
    given = {"kind": "move", "on": today(), "target": county.units[other]}
    return actions.prepare(actor=county.actor("county_officer"), unit=county.units[one], **given)


@pytest.mark.django_db
def test_one_after_the_other_the_second_is_told_the_same() -> None:
    county = build_county("A")
    first, second = crossed(county, "Q", "B"), crossed(county, "B", "Q")
    actions.carry_out(actor=county.actor("county_officer"), change=first)
    with pytest.raises(ValidationError, match="不能反过来做它的上级"):
        actions.carry_out(actor=county.actor("county_officer"), change=second)
    assert list(broken(county.tenant.pk)) == []
