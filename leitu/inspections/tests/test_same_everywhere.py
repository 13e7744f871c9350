"""The same seed and the same district: the same sample, on SQLite and on PostgreSQL."""

import datetime as dt
import hashlib

from leitu.core import places
from leitu.inspections import queries
from leitu.inspections.models import Draw
from leitu.inspections.tests import factories as make
from leitu.orgs.models import Unit, UnitLink

TOWN, KEYS = 9_000_000, range(9_000_001, 9_000_201)
SAMPLE = "e9785c04c797d1b5d9c1a96e348fedfbb268d9c5718c71668572953b4992db1e"
"""SHA-256 of the sample as it was drawn first, on SQLite."""


def town_with_two_hundred(county) -> Unit:
    """A town whose keys are the same wherever it is built; it is known where each branch stands."""
    county_pk = county.units["C"].pk
    fields = {"tenant": county.tenant, "founded_on": dt.date(2020, 1, 1)}
    town = Unit.objects.create(pk=TOWN, code="T", name="双溪镇党委", kind="committee", parent_id=county_pk, **fields)
    Unit.objects.bulk_create(
        Unit(
            pk=key,
            code=f"T{key}",
            name=f"双溪第{key - TOWN}党支部",
            kind="branch",
            parent=town,
            place=places.write((30_000_000 + key * 7919 % 400_000, 120_000_000 + key * 104_729 % 400_000)),
            **fields,
        )
        for key in KEYS
    )
    links = [(TOWN, TOWN, 0), (county_pk, TOWN, 1)]
    links += [link for key in KEYS for link in ((key, key, 0), (TOWN, key, 1), (county_pk, key, 2))]
    UnitLink.objects.bulk_create(
        UnitLink(tenant=county.tenant, ancestor_id=above, descendant_id=below, depth=depth)
        for above, below, depth in links
    )
    return town


def test_the_same_seed_gives_the_same_sample_on_both_databases(county, monkeypatch):
    town = town_with_two_hundred(county)
    monkeypatch.setattr("leitu.inspections.actions.rounds.secrets.token_hex", lambda count: "0123456789abcdef")
    row = make.under_way(county, scope=town, target=50)
    drawn = Draw.objects.filter(round=row).order_by("order").values_list("target_id", "trip", "reason")
    assert len(drawn) == 100
    said = ",".join(f"{key}:{trip}:{reason}" for key, trip, reason in drawn)
    assert hashlib.sha256(said.encode()).hexdigest() == SAMPLE
    assert queries.proof_of(row).holds
