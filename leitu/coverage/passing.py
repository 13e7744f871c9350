"""The workplaces that a change of the tree takes along (``leitu.changes``)."""

from django.utils.translation import gettext_lazy

from leitu.changes.following import following
from leitu.coverage.models import Workplace

WORKPLACES = following(
    "workplaces",
    gettext_lazy("覆盖的单位"),
    40,
    Workplace,
    lambda day: Workplace.objects.all(),
    ("unit", "organisation"),
    list_name="coverage:list",
)
