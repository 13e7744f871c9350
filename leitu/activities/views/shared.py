"""What the pages of one activity share."""

from typing import Any, ClassVar

from django.db import connection
from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property

from leitu.activities import policies, queries, wording
from leitu.activities.models import Activity, ActivityKind
from leitu.activities.register import Expected
from leitu.core import bulk, ready
from leitu.orgs.access import sees
from leitu.orgs.models import Unit
from leitu.ui.parts import Link
from leitu.ui.views import OfObject

_PARTS: dict[str, Any] = {"": Activity, "unit": Unit, "kind": ActivityKind}
_ONE = ready.Question(
    lambda tenant, activity: Activity.objects.filter(tenant_id=tenant, pk=activity).values_list(
        *(f"{part}__{name}" if part else name for part, model in _PARTS.items() for name in bulk.columns(model))
    ),
    tenant=int,
    activity=int,
)


def whole(tenant_id: int, key: int) -> Activity | None:
    """An activity with its unit and kind, whoever may see it; None where there is none."""
    rows = _ONE(tenant=tenant_id, activity=key) if key < 2**63 else []
    if not rows:
        return None
    values = iter(rows[0])
    made = []
    for model in _PARTS.values():
        names = bulk.columns(model)
        made.append(model.from_db(connection.alias, names, [next(values) for _name in names]))
    found: Activity = made[0]
    found.unit, found.kind = made[1:]
    return found


class OfActivity(OfObject):
    """A page of one activity in the actor's sight."""

    model = Activity
    shown: ClassVar[tuple[str, ...]] = ("unit", "kind", "chair", "recorder")
    """What of the activity's relations the page shows."""

    def get_queryset(self) -> "QuerySet[Any]":
        return Activity.objects.visible_to(self.actor).select_related(*self.shown)

    def load(self) -> Any:
        """The activity. A form that is sent needs its unit and kind, and no more; they are read without asking for
        everything that the actor sees. Raises Http404."""
        if self.request.method != "POST":
            return super().load()
        found = whole(self.actor.tenant_id, self.kwargs[self.lookup])
        if found is None or not sees(self.actor, policies.VIEW, found):
            raise Http404
        return found

    def get_initial(self) -> dict[str, Any]:
        return {}

    def get_crumbs(self) -> list[Link]:
        here = f"{wording.short_day(self.object.on)} {self.object.kind.name}"
        return [
            Link(self.object.unit.name, f"{reverse('activities:list')}?unit={self.object.unit_id}"),
            Link(here, self.object.get_absolute_url()),
        ]

    def back_url(self) -> str:
        return str(self.object.get_absolute_url()) if self.object is not None else reverse("activities:list")

    @cached_property
    def expected(self) -> list[Expected]:
        """Those expected, read once."""
        return queries.expected(self.object)

    @cached_property
    def attendees(self) -> list[queries.Attendee]:
        """The roll, read once."""
        return queries.roll(self.object, self.expected)

    def names(self) -> list[tuple[int, str]]:
        """Those expected, to choose from."""
        return [(one.person_id, one.name) for one in self.expected]
