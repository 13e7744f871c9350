import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from leitu.audit.record import record
from leitu.core.actor import Actor
from leitu.core.clock import today
from leitu.core.errors import StaleEdit, WrongState
from leitu.core.sentences import said
from leitu.orgs.models import Unit
from leitu.plans import patterns, policies, queries
from leitu.plans.models import PlanLine

LONGEST = 200
MOST_LINES = 100


@transaction.atomic
def draw_up(*, actor: Actor, unit: Unit, year: int) -> list[PlanLine]:
    """Begin the plan of a year with last year's own lines, a year later (用去年的); where there are none, with what is
    proposed for units of its domain. What is there already, by its words, stays as it is.

    Raises NotAllowed, ValidationError (not a year to plan, the unit is gone), WrongState (there is nothing to add).
    """
    policies.MANAGE.require(actor, unit)
    _require_place(unit, year)
    # Two who press at once: the second waits for the first and finds its lines.
    unit = Unit.objects.select_for_update(of=("self",)).get(tenant_id=unit.tenant_id, pk=unit.pk)
    known = set(queries.lines_of(unit, year).values_list("title", flat=True))
    last = list(queries.lines_of(unit, year - 1))
    if last:
        made = [_line(actor, unit, year, _later(one.due_on, year), one.title, one.standard, one) for one in last]
    else:
        made = [
            _line(actor, unit, year, dt.date(year, one.month, one.day), one.title, one.standard)
            for one in patterns.proposed(unit)
        ]
    fresh = [line for line in made if line.title not in known]
    if not fresh:
        raise WrongState(_("去年的都已经在里面了。"))

    PlanLine.objects.bulk_create(fresh)

    record(actor, "plans.draw_up", unit, year=year, count=len(fresh))
    return fresh


def _later(day: dt.date, year: int) -> dt.date:
    """The same day in another year; the last of February where there is no 29th."""
    return dt.date(year, 2, 28) if (day.month, day.day) == (2, 29) else day.replace(year=year)


def _line(
    actor: Actor, unit: Unit, year: int, due_on: dt.date, title: str, standard: str, old: PlanLine | None = None
) -> PlanLine:
    return PlanLine(
        tenant_id=unit.tenant_id,
        unit=unit,
        year=year,
        due_on=due_on,
        title=title,
        standard=standard,
        copied_from=old,
        by_label=actor.label[:120],
    )


@transaction.atomic
def add_line(*, actor: Actor, unit: Unit, year: int, title: str, standard: str, due_on: dt.date) -> PlanLine:
    """One thing more. Raises NotAllowed, ValidationError (no words, a date outside the year, too many)."""
    policies.MANAGE.require(actor, unit)
    _require_place(unit, year)
    title, standard = _words(title, standard)
    _require_day(due_on, year)
    if queries.lines_of(unit, year).count() >= MOST_LINES:
        raise ValidationError({"title": _("一年最多 %(most)s 条，先划掉一些。") % {"most": MOST_LINES}})

    line = _line(actor, unit, year, due_on, title, standard)
    line.save()

    record(actor, "plans.add_line", line, year=year, title=title)
    return line


@transaction.atomic
def change_line(
    *, actor: Actor, line: PlanLine, title: str, standard: str, due_on: dt.date, version: int | None = None
) -> PlanLine:
    """Change what is not on the ledger yet. Raises NotAllowed, WrongState, StaleEdit, ValidationError."""
    policies.MANAGE.require(actor, line)
    line = fresh_line(line, version)
    title, standard = _words(title, standard)
    _require_day(due_on, line.year)

    line.title, line.standard, line.due_on = title, standard, due_on
    line.version += 1
    line.save(update_fields=["title", "standard", "due_on", "version"])

    record(actor, "plans.change_line", line, title=title)
    return line


@transaction.atomic
def drop_line(*, actor: Actor, line: PlanLine) -> PlanLine:
    """Strike out what is not on the ledger yet. Raises NotAllowed, WrongState."""
    policies.MANAGE.require(actor, line)
    line = fresh_line(line)

    line.dropped_on = today()
    line.version += 1
    line.save(update_fields=["dropped_on", "version"])

    record(actor, "plans.drop_line", line, title=line.title)
    return line


def fresh_line(line: PlanLine, version: int | None = None) -> PlanLine:
    """The locked row, neither dropped nor issued. Raises WrongState, StaleEdit."""
    rows = PlanLine.objects.select_for_update(of=("self",)).select_related("unit")
    found: PlanLine = rows.get(tenant_id=line.tenant_id, pk=line.pk)
    if found.matter_id is not None:
        raise WrongState(_("这一条已经挂上账，请到那件任务上办。"))
    if found.dropped_on is not None:
        raise WrongState(_("这一条已经划掉。"))
    if version is not None and version != found.version:
        raise StaleEdit(_("在您填写的时候，别人改过这一条。"))
    return found


def _words(title: str, standard: str) -> tuple[str, str]:
    """Raises ValidationError."""
    return (
        said(title, "title", _("写一句要做什么。"), LONGEST),
        said(standard, "standard", _("还缺工作标准：做到什么样算好。"), LONGEST),
    )


def _require_day(day: dt.date, year: int) -> None:
    """Raises ValidationError for a date outside the year of the plan."""
    if day.year != year:
        raise ValidationError({"due_on": _("完成时间要在 %(year)s 年里。") % {"year": year}})


def _require_place(unit: Unit, year: int) -> None:
    """Raises ValidationError for a year that nobody plans any more or yet, and a unit that has no plan."""
    if year not in (today().year, today().year + 1):
        raise ValidationError({"year": _("只编今年和明年的计划。")})
    if unit.kind == Unit.Kind.GROUP or not unit.exists_on(today()):
        raise ValidationError(_("年度计划由现有的党支部和上级党组织编制，党小组不另编。"))
