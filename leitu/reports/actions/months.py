"""Confirming a month's report, and handing it out."""

import datetime as dt

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from leitu.activities.policies import HOLD, VIEW
from leitu.audit.models import Entry
from leitu.audit.record import record, type_name
from leitu.core.actor import Actor
from leitu.core.clock import now, today
from leitu.core.errors import NotAllowed, WrongState
from leitu.orgs.kinds import branch_kinds
from leitu.orgs.models import Tenant, Unit
from leitu.reports.actions.papers import DOCX, PDF
from leitu.reports.models import MonthReport, confirmed_on
from leitu.reports.month_paper import month_docx, month_pdf
from leitu.reports.month_queries import month_paper, month_span, report_of
from leitu.reports.months import branches, has_report, month_numbers

LONGEST_SENTENCE = 200
FEW = 500
"""Up to so many branches are asked by their keys, more of them all at once."""


@transaction.atomic
def make_month_reports(*, actor: Actor, tenant: Tenant, month: dt.date) -> bool:
    """Say, once, that the reports of a month are there: they need no making. Raises NotAllowed; False when said."""
    if not actor.is_trusted:
        raise NotAllowed(_("月报由系统自动生成。"))
    said = Entry.objects.filter(tenant_id=tenant.pk, object_type=type_name(tenant), object_id=tenant.pk)
    if said.filter(verb="reports.make_month_reports", data__month=f"{month:%Y-%m}").exists():
        return False

    record(actor, "reports.make_month_reports", tenant, month=f"{month:%Y-%m}")
    return True


@transaction.atomic
def confirm_month(*, actor: Actor, unit: Unit, month: dt.date, sentence: str = "") -> MonthReport:
    """Confirm a branch's report before silence does, with one sentence if wanted. The numbers are kept as they are.

    Raises NotAllowed, WrongState (confirmed already, too late, no such report), ValidationError (too long).
    """
    HOLD.require(actor, unit)
    _require_open(unit, month)
    said = sentence.strip()
    if len(said) > LONGEST_SENTENCE:
        raise ValidationError({"sentence": _("最多%(most)s个字。") % {"most": LONGEST_SENTENCE}})
    row, _made = MonthReport.objects.select_for_update().get_or_create(tenant_id=unit.tenant_id, unit=unit, month=month)
    if row.confirmed_at is not None:
        raise WrongState(_("这份月报已经确认。"))

    numbers = month_numbers(unit.tenant, month_span(month), [unit.pk])[unit.pk]
    row.sentence, row.confirmed_at = said, now()
    row.confirmed_by, row.confirmed_by_label = actor.user_id, actor.label[:120]
    row.numbers, row.digest = numbers.as_json(), numbers.digest
    row.save()

    record(actor, "reports.confirm_month", row, month=f"{month:%Y-%m}", digest=row.digest, length=len(said))
    return row


@transaction.atomic
def withdraw_month(*, actor: Actor, row: MonthReport) -> MonthReport:
    """Take a confirmation back while silence has not confirmed. Raises NotAllowed, WrongState."""
    HOLD.require(actor, row.unit)
    _require_open(row.unit, row.month)
    found = MonthReport.objects.select_for_update(of=("self",)).filter(pk=row.pk).select_related("unit").first()
    if found is None or found.confirmed_at is None:
        raise WrongState(_("这份月报还没有确认。"))
    row = found

    row.confirmed_at, row.confirmed_by, row.confirmed_by_label = None, 0, ""
    row.numbers, row.digest = {}, ""
    row.save()

    record(actor, "reports.withdraw_month", row, month=f"{row.month:%Y-%m}")
    return row


def _require_open(unit: Unit, month: dt.date) -> None:
    if unit.kind not in branch_kinds() or month.day != 1 or not has_report(unit.tenant, month):
        raise WrongState(_("没有这份月报。"))
    if today() >= confirmed_on(month):
        raise WrongState(_("过了%(day)s日，这份月报已经自动确认。") % {"day": MonthReport.CONFIRMED_ON})


@transaction.atomic
def confirm_silently(*, actor: Actor, tenant: Tenant, month: dt.date) -> int:
    """From the fifth on: keep the numbers of every report that nobody confirmed; returns how many. Raises NotAllowed."""
    if not actor.is_trusted:
        raise NotAllowed(_("到期自动确认由系统办理。"))
    if today() < confirmed_on(month) or not has_report(tenant, month):
        return 0
    span = month_span(month)
    stored = {row.unit_id: row for row in MonthReport.objects.filter(tenant=tenant, month=month)}
    waiting = [
        key
        for key in branches(tenant.pk, span).values_list("pk", flat=True)
        if key not in stored or stored[key].confirmed_at is None
    ]
    if not waiting:
        return 0

    numbers = month_numbers(tenant, span, waiting if len(waiting) < FEW else None)
    fresh: list[MonthReport] = []
    kept: list[MonthReport] = []
    at = now()
    for key in waiting:
        row = stored.get(key) or MonthReport(tenant=tenant, unit_id=key, month=month)
        row.confirmed_at, row.numbers, row.digest = at, numbers[key].as_json(), numbers[key].digest
        (kept if row.pk else fresh).append(row)
    MonthReport.objects.bulk_create(fresh, batch_size=500)
    MonthReport.objects.bulk_update(kept, ["confirmed_at", "numbers", "digest"], batch_size=500)

    record(actor, "reports.confirm_silently", tenant, month=f"{month:%Y-%m}", count=len(waiting))
    return len(waiting)


def download_month(*, actor: Actor, unit: Unit, month: dt.date, form: str = DOCX) -> bytes:
    """A branch's month report as .docx or PDF. Raises NotAllowed, WrongState (there is none)."""
    VIEW.require(actor, unit)
    if unit.kind not in branch_kinds() or not has_report(unit.tenant, month):
        raise WrongState(_("没有这份月报。"))

    with translation.override(settings.LANGUAGE_CODE):
        said = month_paper(report_of(unit.tenant, unit, month_span(month)))
        content = month_pdf(said) if form == PDF else month_docx(said)

    with transaction.atomic():
        record(actor, "reports.download_month", unit, month=f"{month:%Y-%m}", form=form)
    return content
