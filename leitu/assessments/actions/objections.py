"""Objections: one cell, one sentence, an answer in writing by a date; a correction keeps what was there before."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from leitu.assessments import policies, queries
from leitu.assessments.evidence import basis_of
from leitu.assessments.models import Correction, Objection, Sheet
from leitu.assessments.score import Cell, State, cell_of, cent, score_of
from leitu.audit.record import record
from leitu.core.actor import Actor
from leitu.core.clock import now, today
from leitu.core.errors import StaleEdit, WrongState
from leitu.core.sentences import said
from leitu.norms.explain import period_label


@transaction.atomic
def object_to(*, actor: Actor, sheet: Sheet, indicator: str, text: str) -> Objection:
    """Say that a cell of one's own unit's kept sheet is not right, and why.

    Raises NotAllowed, WrongState (too late, one is waiting already), ValidationError.
    """
    policies.OBJECT.require(actor, sheet)
    rule = sheet.scheme.rule
    one = rule.lines.get(indicator)
    if one is None:
        raise ValidationError({"indicator": _("没有这一项。")})
    if today() > sheet.objects_until:
        raise WrongState(_("提异议的时间已经过了。"))
    text = said(text, "text", _("写一句哪里不对。"))

    try:
        with transaction.atomic():
            made = Objection.objects.create(
                tenant_id=sheet.tenant_id,
                unit_id=sheet.unit_id,
                sheet=sheet,
                indicator=indicator,
                title=one.title,
                text=text,
                made_on=today(),
                made_by=actor.user_id,
                made_by_label=actor.label[:120],
                due_on=today() + dt.timedelta(days=rule.answer_days),
            )
    except IntegrityError:
        raise WrongState(_("这一项已经提过异议，正在等答复。")) from None

    record(actor, "assessments.object_to", made, period=_period(sheet), indicator=one.title, text=text)
    return made


def _period(sheet: Sheet) -> str:
    return period_label(sheet.start, sheet.end)


def _fresh(objection: Objection, version: int | None) -> Objection:
    """The locked row, still waiting. Raises WrongState, StaleEdit."""
    rows: Any = Objection.objects.select_for_update(of=("self",)).select_related("sheet__scheme", "unit__tenant")
    found: Objection = rows.get(tenant_id=objection.tenant_id, pk=objection.pk)
    if found.state != Objection.State.WAITING:
        raise WrongState(_("这条异议已经%(state)s。") % {"state": found.get_state_display()})
    if version is not None and version != found.version:
        raise StaleEdit(_("在您填写的时候，别人改过。"))
    return found


def _answered(actor: Actor, row: Objection, state: str, answer: str) -> None:
    row.state, row.answer, row.version = state, answer, row.version + 1
    row.answered_on, row.answered_by_label = today(), actor.label[:120]
    row.save(update_fields=["state", "answer", "version", "answered_on", "answered_by_label"])


@transaction.atomic
def withdraw(*, actor: Actor, objection: Objection, version: int | None = None) -> Objection:
    """The unit takes its objection back. Raises NotAllowed, WrongState, StaleEdit."""
    policies.OBJECT.require(actor, objection)
    row = _fresh(objection, version)

    row.state, row.version = Objection.State.WITHDRAWN, row.version + 1
    row.save(update_fields=["state", "version"])

    record(actor, "assessments.withdraw", row, indicator=row.title)
    return row


@transaction.atomic
def refuse(*, actor: Actor, objection: Objection, answer: str, version: int | None = None) -> Objection:
    """It stays as it is, and why. Raises NotAllowed (also: one's own unit), WrongState, StaleEdit, ValidationError."""
    policies.JUDGE.require(actor, objection)
    policies.refuse_own_unit(actor, objection.unit)
    row = _fresh(objection, version)
    answer = said(answer, "answer", _("写一句为什么维持。"))

    _answered(actor, row, Objection.State.REFUSED, answer)

    record(actor, "assessments.refuse", row, indicator=row.title, answer=answer)
    return row


@transaction.atomic
def uphold(
    *,
    actor: Actor,
    objection: Objection,
    answer: str,
    points: Decimal | None = None,
    version: int | None = None,
) -> Objection:
    """Put the cell right: by what the records say today, or, where no record can say it, by ``points`` and a reason.

    What stood there stays beside it. Raises NotAllowed (also: one's own unit), WrongState, StaleEdit, ValidationError
    (nothing has changed in the records and no points are given, too many points).
    """
    policies.JUDGE.require(actor, objection)
    policies.refuse_own_unit(actor, objection.unit)
    row = _fresh(objection, version)
    answer = said(answer, "answer", _("写一句依据。"))
    sheet: Sheet = Sheet.objects.select_for_update(of=("self",)).select_related("scheme").get(pk=row.sheet_id)
    rule, corrections = sheet.scheme.rule, queries.corrections_of(sheet)
    cells = queries.corrected(sheet, corrections)
    before = cells[row.indicator]
    after = _by_hand(row, rule.lines[row.indicator].points, before, points) if points is not None else _live(row, sheet)
    if after == before:
        raise ValidationError(_("记录里现在还是原来的结果：先把事实补记、更正，再来更正这一项；或者写明应得多少分。"))

    Correction.objects.create(
        tenant_id=sheet.tenant_id,
        sheet=sheet,
        objection=row,
        indicator=row.indicator,
        before=before.as_json(),
        after=after.as_json(),
        reason=answer,
        at=now(),
        by=actor.user_id,
        by_label=actor.label[:120],
    )
    cells[row.indicator] = after
    score = score_of(rule, cells)
    band = None if score.percent is None else rule.band_of(score.percent, score.is_vetoed)
    sheet.percent, sheet.band, sheet.is_vetoed = score.percent, band.code if band else "", score.is_vetoed
    sheet.not_done, sheet.not_recorded = queries.counts(cells)
    sheet.version += 1
    sheet.save(update_fields=["percent", "band", "is_vetoed", "not_done", "not_recorded", "version"])
    _answered(actor, row, Objection.State.UPHELD, answer)

    period, points_before, points_after = _period(sheet), str(before.points), str(after.points)
    record(
        actor,
        "assessments.uphold",
        row,
        period=period,
        indicator=row.title,
        before=points_before,
        after=points_after,
        answer=answer,
    )
    return row


def _by_hand(row: Objection, full: Decimal, before: Cell, points: Decimal) -> Cell:
    if not 0 <= points <= full:
        raise ValidationError({"points": _("应在 0 到 %(most)s 分之间。") % {"most": full}})
    state = State.DONE if points == full else State.NOT_DONE
    return replace(before, state=state, points=cent(points), full=cent(full) if before.full else before.full)


def _live(row: Objection, sheet: Sheet) -> Cell:
    """The cell as the records give it today."""
    found = queries.live(row.unit.tenant, sheet.scheme, sheet.span, row.unit)
    if found is None:
        raise ValidationError(_("这个党组织现在不在考核范围里，请写明应得多少分。"))
    return cell_of(sheet.scheme.rule.lines[row.indicator], basis_of(found))
