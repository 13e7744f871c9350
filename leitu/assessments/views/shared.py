"""What the pages about sheets share: the scheme and the period in the address."""

import datetime as dt
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from leitu.assessments import policies, queries
from leitu.assessments.models import Scheme
from leitu.core.periods import Period, period_of
from leitu.norms.explain import period_label
from leitu.orgs.models import Tenant, Unit
from leitu.ui.parts import Link
from leitu.ui.views import OfObject, Page


class Assessing(Page):
    """A page of whoever may see assessments."""

    permission: Any = policies.VIEW

    @cached_property
    def tenant(self) -> Tenant:
        found = Tenant.objects.filter(pk=self.actor.tenant_id).first()
        if found is None:
            raise Http404
        return found

    def get_crumbs(self) -> list[Link]:
        return [Link(_("考核"), reverse("assessments:list"))]


class OfPeriod(Assessing, OfObject):
    """A unit, a scheme and a period from the address. Raises Http404 where there is no such sheet in sight."""

    model = Unit

    def get_queryset(self) -> "QuerySet[Any]":
        return Unit.objects.visible_to(self.actor, policies.VIEW).select_related("tenant")

    @cached_property
    def scheme(self) -> Scheme:
        found = queries.scheme_of(self.object, self.kwargs["scheme"], self.kwargs["start"])
        if found is None:
            raise Http404
        return found

    @cached_property
    def span(self) -> Period:
        span = period_of(self.scheme.period_kind, self.kwargs["start"])
        if span.start != self.kwargs["start"] or not queries.has_sheets(self.object.tenant, self.scheme, span):
            raise Http404
        return span

    @property
    def label(self) -> str:
        return period_label(self.span.start, self.span.end)

    @property
    def address(self) -> str:
        return address_of(self.object.pk, self.scheme.code, self.span.start)

    def back_url(self) -> str:
        return self.address

    def success_url(self, result: Any) -> str:
        return self.address


def address_of(unit: int, scheme: str, start: dt.date) -> str:
    """The page of one sheet."""
    return reverse("assessments:sheet", args=[unit, scheme, start])
