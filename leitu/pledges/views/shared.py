"""What the pages of one pledge share."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from leitu.pledges.models import Pledge
from leitu.ui.parts import Link
from leitu.ui.views import OfObject


class OfPledge(OfObject):
    """A pledge in the actor's sight."""

    model = Pledge

    def get_queryset(self) -> "QuerySet[Any]":
        return Pledge.objects.visible_to(self.actor).select_related("unit__tenant", "tenant", "post", "countersigner")

    def get_initial(self) -> dict[str, Any]:
        return {}

    def get_crumbs(self) -> list[Link]:
        return [to_list(), Link(str(self.object), self.object.get_absolute_url())]


def to_list() -> Link:
    """The crumb of the list."""
    return Link(_("责任清单"), reverse("pledges:list"))
