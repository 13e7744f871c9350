"""The four lists as the members of a branch read them (公布): what is on the ledger, and what was closed this year.

A matter says what it is, who answers for it, to what standard, by when, and what came of it. How it was done, where it
came from, who checks and what those said who are affected stay with those who work on it; what was noted about a person
is not published at all.
"""

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.db.models import Q, QuerySet

from leitu.matters.models import Matter
from leitu.matters.origins import PERSON
from leitu.matters.queries import closed_in_year


def of_units(tenant_id: int, units: "Collection[int] | QuerySet[Any]", day: dt.date) -> "QuerySet[Matter]":
    """What is published at these units, with the unit."""
    rows = Matter.objects.filter(Q(state__in=Matter.ON_LEDGER) | closed_in_year(day), tenant_id=tenant_id)
    rows = rows.filter(unit_id__in=units).exclude(source_kind=PERSON)
    found: QuerySet[Matter] = rows.select_related("unit")
    return found
