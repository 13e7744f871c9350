"""A move in sets leaves the same links as computing them anew, whatever was moved before and on whichever day."""

import datetime as dt
import random

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from leitu.core.clock import today
from leitu.orgs.actions import placing
from leitu.orgs.actions.rehanging import rehang
from leitu.orgs.closure import Link
from leitu.orgs.models import Tenant, Unit, UnitLink

DAYS = [today() - dt.timedelta(days=n) for n in (0, 0, 0, 1, 5, 30)]


def stored(tenant: Tenant) -> set[Link]:
    rows = UnitLink.objects.filter(tenant=tenant)
    return {Link(*row) for row in rows.values_list("ancestor_id", "descendant_id", "depth", "since", "until")}


@pytest.mark.parametrize("seed", range(6))
def test_random_moves_leave_what_the_placements_say(db, seed, monkeypatch) -> None:
    dice, plain = random.Random(seed), []
    monkeypatch.setattr(placing, "rehang", lambda *given: plain.append(rehang(*given)) or plain[-1])
    tenant = Tenant.objects.create(name="县", code=f"T{seed}", owed_since=today())
    units = []
    for number in range(14):
        parent = dice.choice(units) if units else None
        unit = Unit.objects.create(
            tenant=tenant, code=f"U{number}", name=f"组织{number}", kind="committee", parent=parent
        )
        placing.place(unit, parent, dt.date(1921, 7, 1))
        units.append(unit)
    for _move in range(40):
        unit, parent, day = dice.choice(units[1:]), dice.choice(units), dice.choice(DAYS)
        if unit == parent:
            continue
        before = stored(tenant)
        try:
            with transaction.atomic():
                placing.place(unit, parent, day)
        except ValidationError:
            assert stored(tenant) == before
        assert stored(tenant) == placing.computed(tenant.pk)
    assert True in plain, "the plain case was never met"
    assert False in plain, "nor the other"
