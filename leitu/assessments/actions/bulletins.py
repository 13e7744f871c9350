"""Bulletins of half a year and of a year: drafted from the data, written on by people, approved by somebody else."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from leitu.assessments import bulletin as words
from leitu.assessments import policies
from leitu.assessments.models import Bulletin
from leitu.audit.record import record
from leitu.core.actor import Actor
from leitu.core.clock import today
from leitu.core.errors import NotAllowed, StaleEdit, WrongState
from leitu.core.periods import PeriodKind, period_of
from leitu.core.sentences import said
from leitu.orgs.models import Unit

LONGEST = 8000


@transaction.atomic
def draft_bulletin(*, actor: Actor, unit: Unit, kind: str, start: dt.date) -> Bulletin:
    """Draft the bulletin of everything below a unit from what is on record today; a draft that is there is written anew.

    Raises NotAllowed, WrongState (the period is not over, it is approved already), ValidationError.
    """
    policies.JUDGE.require(actor, unit)
    if kind not in Bulletin.Kind.values:
        raise ValidationError({"kind": _("请选择类别。")})
    span = period_of(PeriodKind(kind), start)
    if span.start != start or span.start < unit.tenant.owed_since or span.end >= today():
        raise WrongState(_("这一期还没有结束，或者没有考核。"))
    rows = Bulletin.objects.select_for_update(of=("self",))
    made = rows.filter(tenant_id=unit.tenant_id, unit=unit, kind=kind, start=start).first()
    made = made or Bulletin(tenant_id=unit.tenant_id, unit=unit, kind=kind, start=start, end=span.end, version=0)
    _require_draft(made)

    made.title, made.text = words.title_of(unit, kind, span)[:120], words.draft(unit, kind, span)[:LONGEST]
    _written(actor, made)
    made.save()

    record(actor, "assessments.draft_bulletin", made, title=made.title)
    return made


def _written(actor: Actor, row: Bulletin) -> None:
    row.written_by, row.written_by_label, row.version = actor.user_id, actor.label[:120], row.version + 1


def _require_draft(row: Bulletin) -> None:
    if row.state == Bulletin.State.ISSUED:
        raise WrongState(_("通报已经批准，不能再改。"))


def _fresh(row: Bulletin, version: int | None) -> Bulletin:
    """The locked row, not approved yet. Raises WrongState, StaleEdit."""
    found: Bulletin = Bulletin.objects.select_for_update(of=("self",)).get(tenant_id=row.tenant_id, pk=row.pk)
    _require_draft(found)
    if version is not None and version != found.version:
        raise StaleEdit(_("在您填写的时候，别人改过这份通报。"))
    return found


@transaction.atomic
def change_bulletin(*, actor: Actor, bulletin: Bulletin, title: str, text: str, version: int | None = None) -> Bulletin:
    """Write on. Raises NotAllowed, WrongState, StaleEdit, ValidationError."""
    policies.JUDGE.require(actor, bulletin)
    bulletin = _fresh(bulletin, version)

    bulletin.title = said(title, "title", _("写一个标题。"), 120)
    bulletin.text = said(text, "text", _("写上内容。"), LONGEST)
    _written(actor, bulletin)
    bulletin.save(update_fields=["title", "text", "written_by", "written_by_label", "version"])

    record(actor, "assessments.change_bulletin", bulletin, title=bulletin.title)
    return bulletin


@transaction.atomic
def approve_bulletin(*, actor: Actor, bulletin: Bulletin, version: int | None = None) -> Bulletin:
    """Somebody else than who wrote it last approves it: everybody below reads it from now on, and nobody changes it.

    Raises NotAllowed, WrongState, StaleEdit.
    """
    policies.JUDGE.require(actor, bulletin)
    bulletin = _fresh(bulletin, version)
    if actor.user_id and actor.user_id == bulletin.written_by:
        raise NotAllowed(_("通报由另一位同志批准，写的人不能自己批准。"))

    bulletin.state, bulletin.approved_on = Bulletin.State.ISSUED, today()
    bulletin.approved_by_label, bulletin.version = actor.label[:120], bulletin.version + 1
    bulletin.save(update_fields=["state", "approved_on", "approved_by_label", "version"])

    record(actor, "assessments.approve_bulletin", bulletin, title=bulletin.title)
    return bulletin
