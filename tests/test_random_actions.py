"""Two thousand random actions, allowed and refused, by people of two counties; afterwards everything still adds up.

Issue 2, section 4.3. Each seed is a county of its own; ``-k seed3`` replays one.
"""

import datetime as dt
from collections import Counter
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models, transaction

from leitu.audit.models import Entry
from leitu.core.clock import now, today
from leitu.core.errors import LeituError
from leitu.core.invariants import broken
from leitu.facts.derive import differences, rebuild
from leitu.facts.models import Fact
from leitu.norms.packfile import BadPack
from leitu.orgs.models import Unit
from leitu.portal import pictures, queries
from tests.cast import County, build_cast
from tests.chance import Chance, drawn

SEEDS = 8
STEPS = 600
LOOK = 10
"""Every so many steps the dashboard is looked at, kept and counted."""
START = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.timezone(dt.timedelta(hours=8)))
REFUSALS = (LeituError, ValidationError, BadPack)


def crossed_tenants() -> list[str]:
    """Rows that refer to a row of another tenant."""
    found = []
    for model in apps.get_models():
        if not model.__module__.startswith("leitu.") or not hasattr(model, "tenant_id"):
            continue
        for field in model._meta.concrete_fields:
            target: Any = field.related_model
            if not isinstance(field, models.ForeignKey) or field.name == "tenant" or not hasattr(target, "tenant_id"):
                continue
            rows = model._default_manager.filter(**{f"{field.name}__isnull": False})
            if rows.exclude(**{f"{field.name}__tenant_id": models.F("tenant_id")}).exists():
                found.append(f"{model._meta.label}.{field.name}")
    return found


def facts_of(tenant_id: int) -> set[tuple[Any, ...]]:
    return {(*fact.key(), *fact.says()) for fact in Fact.objects.filter(tenant_id=tenant_id)}


def unnamed(before: set[tuple[Any, ...]], after: set[tuple[Any, ...]], last_entry: int, county: County) -> set[int]:
    """The units whose facts have changed and that no entry since names: their numbers would be kept as they were."""
    changed = {row[-3] for row in before ^ after}
    named = pictures.changed_since(county.tenant.pk, now() + dt.timedelta(days=1), last_entry)
    return set() if named is None else changed - named


def kept_and_counted(county: County) -> list[object]:
    """What the dashboard of the county is made of: as a job counted it, brought up to now, and counted now.

    The former is missing where it is of another day, or so much has changed that a page would count anyway.
    """
    unit = queries.pictured(Unit.objects.filter(pk=county.units["C"].pk)).get()
    kept = unit.kept_numbers and pictures.brought_up(unit.kept_numbers, unit, today())
    if not kept:
        return []
    counted, __ = pictures.count(unit, today())
    both = [kept, counted]
    return [{**one, "entry": 0, "totals": {pk: c for pk, c in one["totals"].items() if any(c)}} for one in both]


@pytest.mark.parametrize("seed", range(SEEDS), ids=lambda n: f"seed{n}")
def test_random_actions_leave_everything_in_order(db: None, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also: what a job counted for a wide unit, brought up to now, is at any time what counting everything says."""
    monkeypatch.setattr(pictures, "WIDE", 8)
    monkeypatch.setattr(queries, "USABLE", dt.timedelta(days=1))
    looked = 0
    with time_machine.travel(START, tick=False) as clock:
        here, other = build_cast()
        chance = Chance(seed, here, other)
        assert chance.unmade() == [], "say in tests/chance.py how to make these"
        done: Counter[str] = Counter()
        foreign_entries = Entry.objects.filter(tenant_id=other.tenant.pk).count()
        known = facts_of(here.tenant.pk)
        for step in range(STEPS):
            name, call, given = chance.call()
            entries, last = Entry.objects.count(), Entry.objects.latest("pk").pk
            try:
                with transaction.atomic():
                    call()
            except REFUSALS:
                assert Entry.objects.count() == entries, f"step {step}: {name} was refused and left an entry"
            except Exception as problem:
                problem.add_note(f"seed {seed}, step {step}: {name}({given})")
                raise
            else:
                done[name] += 1
                facts = facts_of(here.tenant.pk)
                assert not unnamed(known, facts, last, here), (
                    f"step {step}: {name} changed facts of units it does not name"
                )
                known = facts
            if step % LOOK == LOOK - 1 and (said := kept_and_counted(here)):
                assert said[0] == said[1], f"step {step}"
                looked += 1
            clock.shift(dt.timedelta(minutes=chance.one([1, 5, 60, 600])))
            if step % LOOK == 0:
                pictures.make()
        for county in (here, other):
            assert list(differences(county.tenant.pk)) == []
            assert list(broken(county.tenant.pk)) == []
        assert crossed_tenants() == []
        assert looked, "some actions fell on the day of the picture before"
        stored = facts_of(here.tenant.pk)
        rebuild(here.tenant.pk)
        assert facts_of(here.tenant.pk) == stored
        assert Entry.objects.filter(tenant_id=here.tenant.pk).count() > foreign_entries
        assert sum(done.values()) > STEPS // 6, "too few actions succeed for the test to mean something"
        assert len(done) > len(drawn()) // 3, f"only these ever succeed: {sorted(done)}"
