"""What the pages of one matter share."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from leitu.core.actor import Actor
from leitu.matters import burden
from leitu.matters.models import Matter
from leitu.matters.sources import key_of
from leitu.orgs.models import Unit
from leitu.ui.parts import Link
from leitu.ui.views import OfObject


class OfMatter(OfObject):
    """A page of one matter in the actor's sight."""

    model = Matter

    def get_queryset(self) -> "QuerySet[Any]":
        return Matter.objects.visible_to(self.actor).select_related("unit", "reviewer_unit", "person")

    def get_initial(self) -> dict[str, Any]:
        return {}

    def get_crumbs(self) -> list[Link]:
        return [
            Link(_("问题和任务"), reverse("matters:list")),
            Link(str(self.object), self.object.get_absolute_url()),
        ]

    def back_url(self) -> str:
        return str(self.object.get_absolute_url()) if self.object is not None else reverse("matters:list")


def unit_asked(actor: Actor, asked: str) -> Unit:
    """The unit whose key an address holds, else one's own. Raises Http404."""
    key = key_of(asked) if asked else None
    found = burden.unit_asked(actor, key) if key is not None or not asked else None
    if found is None:
        raise Http404
    return found
