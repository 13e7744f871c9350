from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from leitu.audit.record import record
from leitu.core import text
from leitu.core.actor import Actor
from leitu.core.clock import today
from leitu.core.errors import NotAllowed
from leitu.matters import actions as matters
from leitu.matters.models import Matter
from leitu.matters.queries import proposal
from leitu.orgs.models import Unit
from leitu.plans import policies
from leitu.plans.actions.writing import MOST_LINES, fresh_line
from leitu.plans.models import PlanLine
from leitu.plans.origins import source_of


@transaction.atomic
def issue(*, actor: Actor, unit: Unit, lines: Sequence[PlanLine]) -> list[PlanLine]:
    """Put these lines on the ledger: each a task of the unit, with its secretary, checked by the unit above; all or none.

    Where nobody stands above, the task is noted with its date, and given to those below from there. Raises NotAllowed,
    WrongState (one is issued or dropped), ValidationError (none, of another unit, its date has gone by, the unit has no secretary).
    """
    policies.MANAGE.require(actor, unit)
    if not lines or len(lines) > MOST_LINES:
        raise ValidationError({"lines": _("请勾选要挂账的。")})
    if any((line.tenant_id, line.unit_id) != (unit.tenant_id, unit.pk) for line in lines):
        raise NotAllowed("plans.issue")
    late = [line.title for line in lines if line.due_on < today()]
    if late:
        words = "、".join(text.excerpt(title, 20) for title in late[:5])
        raise ValidationError({"lines": _("这几条的时间已经过了，先改时间：%(lines)s") % {"lines": words}})

    issued = []
    for key in sorted({line.pk for line in lines}):
        line = fresh_line(PlanLine(pk=key, tenant_id=unit.tenant_id))
        line.matter = _task(actor, line)
        line.version += 1
        line.save(update_fields=["matter", "version"])
        issued.append(line)

    years = {line.year for line in issued}
    record(actor, "plans.issue", unit, year=max(years), count=len(issued), lines=[line.pk for line in issued])
    return issued


def _task(actor: Actor, line: PlanLine) -> Matter:
    made = matters.note(actor=actor, unit=line.unit, title=line.title, kind=Matter.Kind.TASK, source=source_of(line))
    given = proposal(made) | {"due_on": line.due_on, "standard": line.standard}
    if given["reviewer_unit"] is None:
        return matters.change(actor=actor, matter=made, due_on=line.due_on, standard=line.standard)
    if given["person"] is None:
        raise ValidationError({"lines": _("这里还没有登记书记，先登记任职，再挂账。")})
    return matters.publish(actor=actor, matter=made, **given)
