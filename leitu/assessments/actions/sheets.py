"""Keeping sheets when their period closes: by itself, in sets, with the evidence of each."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from leitu.assessments import gather, queries
from leitu.assessments.evidence import basis_of, digest_of
from leitu.assessments.models import Scheme, Sheet, closes_on
from leitu.assessments.score import cells_of, score_of
from leitu.audit.record import record
from leitu.core.actor import Actor
from leitu.core.clock import now, today
from leitu.core.errors import NotAllowed, WrongState
from leitu.core.periods import Period, period_of
from leitu.norms.explain import period_label
from leitu.orgs.models import Tenant

BATCH = 1000
"""So many units at a time: the evidence of ten thousand at once would be half a gigabyte."""
BACK = dt.timedelta(days=400)
"""How far back the job looks for periods that were not kept."""


@transaction.atomic
def freeze(*, actor: Actor, scheme: Scheme, span: Period) -> int:
    """Keep the sheets of a period that is over, late entries included; returns how many. Twice does nothing more.

    Raises NotAllowed (it happens by itself), WrongState (no such period, or it has not closed).
    """
    if not actor.is_trusted or actor.tenant_id != scheme.tenant_id:
        raise NotAllowed(_("考核表到期由系统自动结账。"))
    tenant = scheme.tenant
    if not scheme.is_active or not queries.has_sheets(tenant, scheme, span):
        raise WrongState(_("没有这一期的考核。"))
    if today() < closes_on(scheme.rule, span):
        raise WrongState(_("这一期还可以补录，还不能结账。"))

    asked = gather.Asked(tenant, scheme, span, today())
    there = set(Sheet.objects.filter(tenant=tenant, scheme=scheme, start=span.start).values_list("unit_id", flat=True))
    waiting = [unit for unit in asked.assessed if unit not in there]
    for first in range(0, len(waiting), BATCH):
        _keep(gather.Asked(tenant, scheme, span, today(), waiting[first : first + BATCH]))

    if waiting:
        label = period_label(span.start, span.end)
        record(actor, "assessments.freeze", scheme, unit_id=scheme.unit_id, period=label, count=len(waiting))
    return len(waiting)


def _keep(asked: gather.Asked) -> None:
    rows = []
    for unit, evidence in gather.evidence(asked).items():
        cells = cells_of(asked.rule, basis_of(evidence))
        score, said = score_of(asked.rule, cells), evidence.as_json()
        band = None if score.percent is None else asked.rule.band_of(score.percent, score.is_vetoed)
        not_done, not_recorded = queries.counts(cells)
        rows.append(
            Sheet(
                tenant_id=asked.tenant.pk,
                unit_id=unit,
                scheme=asked.scheme,
                start=asked.span.start,
                end=asked.span.end,
                frozen_at=now(),
                percent=score.percent,
                band=band.code if band else "",
                not_done=not_done,
                not_recorded=not_recorded,
                is_vetoed=score.is_vetoed,
                cells={code: cell.as_json() for code, cell in cells.items()},
                evidence=said,
                digest=digest_of(asked.scheme.digest, asked.span.start, said, cells),
            )
        )
    Sheet.objects.bulk_create(rows, batch_size=200)


def freeze_due(*, actor: Actor, tenant: Tenant) -> int:
    """Keep every sheet whose time for late entries is over, quarters before the years that are made of them.

    Raises NotAllowed.
    """
    if not actor.is_trusted:
        raise NotAllowed(_("考核表到期由系统自动结账。"))
    kept = 0
    rows = Scheme.objects.filter(tenant=tenant, is_active=True).select_related("tenant")
    for scheme in sorted(rows, key=lambda row: (row.period_kind.months, row.pk)):
        span = period_of(scheme.period_kind, today() - BACK)
        while closes_on(scheme.rule, span) <= today():
            answers = queries.in_force(tenant.pk, scheme.code, span.start)
            if answers == scheme and queries.has_sheets(tenant, scheme, span):
                kept += freeze(actor=actor, scheme=scheme, span=span)
            span = period_of(scheme.period_kind, span.end + dt.timedelta(days=1))
    return kept
