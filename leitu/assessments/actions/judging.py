"""Points for what no record can count: given by a person above, with the reason."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from leitu.assessments import policies, queries
from leitu.assessments.models import Judgement, Scheme
from leitu.assessments.scheme import JUDGED
from leitu.assessments.score import cent
from leitu.audit.record import record
from leitu.core.actor import Actor
from leitu.core.clock import now
from leitu.core.errors import WrongState
from leitu.core.periods import Period
from leitu.core.sentences import said
from leitu.norms.explain import period_label
from leitu.orgs.models import Unit


@transaction.atomic
def judge(
    *, actor: Actor, unit: Unit, scheme: Scheme, span: Period, indicator: str, points: Decimal, text: str
) -> Judgement:
    """Give points for one indicator of a period, with the reason; they may be given anew until the sheet is kept.

    Raises NotAllowed (also: one's own unit), WrongState (the sheet is kept, there is none), ValidationError.
    """
    policies.JUDGE.require(actor, unit)
    policies.refuse_own_unit(actor, unit)
    one = scheme.rule.lines.get(indicator)
    if one is None or one.mode != JUDGED:
        raise ValidationError(_("这一项不由人评价。"))
    if unit.kind not in scheme.rule.unit_kinds or not scheme.is_active:
        raise WrongState(_("没有这份考核表。"))
    if not queries.has_sheets(unit.tenant, scheme, span):
        raise WrongState(_("没有这份考核表。"))
    if queries.kept(unit, scheme, span) is not None:
        raise WrongState(_("这份考核表已经结账，不能再评。"))
    if not 0 <= points <= one.points:
        raise ValidationError({"points": _("应在 0 到 %(most)s 分之间。") % {"most": one.points}})
    text = said(text, "text", _("写一句凭什么这样评。"))

    rows = Judgement.objects.select_for_update(of=("self",))
    given = {"tenant_id": unit.tenant_id, "unit": unit, "scheme": scheme, "start": span.start, "indicator": indicator}
    made = rows.filter(**given).first() or Judgement(**given, version=0)
    made.points, made.text, made.at = cent(points), text, now()
    made.by, made.by_label, made.version = actor.user_id, actor.label[:120], made.version + 1
    made.save()

    label = period_label(span.start, span.end)
    record(actor, "assessments.judge", made, period=label, indicator=one.title, points=made.points, text=text)
    return made
