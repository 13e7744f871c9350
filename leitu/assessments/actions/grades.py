"""Year-end grades: people decide, the computed basis stands beside."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from leitu.assessments import policies
from leitu.assessments.models import Sheet, YearGrade
from leitu.audit.record import record
from leitu.core.actor import Actor
from leitu.core.clock import today
from leitu.core.errors import StaleEdit, WrongState
from leitu.core.periods import PeriodKind
from leitu.core.sentences import said, within


@transaction.atomic
def decide(
    *,
    actor: Actor,
    sheet: Sheet,
    band: str,
    meeting: str,
    decided_on: dt.date,
    reason: str = "",
    version: int | None = None,
) -> YearGrade:
    """Write down what a committee decided a unit's year was; a reason is needed where it differs from the computed band.

    It may be decided anew: every decision stays in the audit. Raises NotAllowed (also: one's own unit), WrongState (no
    yearly sheet), StaleEdit, ValidationError.
    """
    policies.JUDGE.require(actor, sheet)
    policies.refuse_own_unit(actor, sheet.unit)
    rule = sheet.scheme.rule
    if rule.period != PeriodKind.YEAR:
        raise WrongState(_("年终定性看全年的考核表。"))
    chosen = rule.band(band)
    if chosen is None:
        raise ValidationError({"band": _("没有这个等次。")})
    meeting = said(meeting, "meeting", _("写明哪次会议决定的。"), 200)
    reason = within(reason, "reason")
    if not sheet.end < decided_on <= today():
        raise ValidationError({"decided_on": _("应在年度结束以后、今天以前。")})
    if band != sheet.band and not reason:
        raise ValidationError({"reason": _("和数据对应的等次不一样，要写理由。")})

    rows = YearGrade.objects.select_for_update(of=("self",)).filter(tenant_id=sheet.tenant_id, sheet=sheet)
    row = rows.first() or YearGrade(
        tenant_id=sheet.tenant_id, unit_id=sheet.unit_id, sheet=sheet, year=sheet.start.year, version=0
    )
    if version is not None and version != row.version:
        raise StaleEdit(_("在您填写的时候，别人改过。"))
    row.computed, row.percent = sheet.band, sheet.percent
    row.band, row.reason, row.meeting, row.decided_on = band, reason, meeting, decided_on
    row.decided_by, row.decided_by_label, row.version = actor.user_id, actor.label[:120], row.version + 1
    row.save()

    why = _("，理由：%(reason)s") % {"reason": reason} if reason else ""
    record(actor, "assessments.decide", row, year=row.year, band=chosen.title, meeting=meeting, reason=why)
    return row
