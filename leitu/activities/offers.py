"""What answers a duty: the meeting that is on its way already, or a new one, planned or recorded late."""

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leitu.activities import policies, queries
from leitu.activities.models import Activity, ActivityKind
from leitu.core.actor import Actor
from leitu.core.clock import today
from leitu.norms.duty import Duty, State
from leitu.norms.offers import Offered
from leitu.orgs.models import Unit

NEXT_STEP = {
    Activity.State.PLANNED: gettext_lazy("发通知"),
    Activity.State.NOTIFIED: gettext_lazy("去开会"),
    Activity.State.UNDER_WAY: gettext_lazy("去记录"),
    Activity.State.ENDED: gettext_lazy("去归档"),
}


def plan_href(duty: Duty, kind: ActivityKind) -> str:
    """The page that plans a meeting of ``kind`` for a duty; of a late one it records what was held, on its last day."""
    asked = {"unit": str(duty.unit_id), "kind": kind.code}
    if duty.state == State.OVERDUE:
        asked["on"] = duty.period_end.isoformat()
    return f"{reverse('activities:plan')}?{urlencode(asked)}"


def offer_meeting(actor: Actor, unit: Unit, duty: Duty) -> Offered | None:
    """The next step for whoever holds the meetings of the unit; None when the duty is met, or no meeting answers it."""
    may_hold = policies.HOLD.allows(actor, unit) and unit.exists_on(today())
    if duty.state in (State.MET, State.WAIVED) or not may_hold:
        return None
    counted = [kind for kind in queries.active_kinds(unit.tenant_id) if kind.fact_kind in duty.rule.facts]
    kind = next((kind for kind in counted if unit.kind in kind.unit_kinds), None)
    if kind is None:
        return None
    waiting = queries.on_its_way(unit, kind, duty.period_start, duty.period_end)
    if waiting is not None:
        step = NEXT_STEP[Activity.State(waiting.state)]
        return Offered(str(step), waiting.get_absolute_url(), icon="calendar-event", kind="primary")
    label = _("补录") if duty.state == State.OVERDUE else _("去办")
    return Offered(label, plan_href(duty, kind), icon="plus", kind="primary")
