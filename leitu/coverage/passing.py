"""The workplaces that a change of the tree takes along (``leitu.changes``)."""

import datetime as dt

from django.db.models import Q
from django.utils.translation import gettext_lazy

from leitu.changes.movers import Mover, Passing, Share, Units
from leitu.coverage.actions.passing import pass_workplaces, return_workplaces
from leitu.coverage.models import Workplace


def count(units: Units, day: dt.date) -> int:
    rows = Workplace.objects.filter(Q(unit_id__in=units) | Q(organisation_id__in=units))
    return int(rows.count())


def share(passing: Passing) -> Share:
    return Share(count([passing.source.pk], passing.on) if passing.is_whole else 0)


WORKPLACES = Mover(
    "workplaces",
    gettext_lazy("覆盖的单位"),
    40,
    count,
    share,
    pass_workplaces,
    return_workplaces,
    list_name="coverage:list",
)
