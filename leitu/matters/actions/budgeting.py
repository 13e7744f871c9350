"""What a unit may give those below in a year: set by whoever stands above it."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from leitu.audit.record import record
from leitu.core.actor import Actor
from leitu.core.clock import today
from leitu.matters import policies
from leitu.matters.models import Budget
from leitu.orgs.models import Unit

MOST_MINUTES = 60 * 24 * 60


@transaction.atomic
def set_budget(*, actor: Actor, unit: Unit, year: int, minutes: int) -> Budget:
    """Say how many minutes ``unit`` may give each unit below in ``year`` without a written reason.

    By the unit above it; by the highest for itself. Raises NotAllowed, ValidationError.
    """
    policies.SET_BUDGET.require(actor, unit)
    if not today().year - 1 <= year <= today().year + 1:
        raise ValidationError({"year": _("只能定去年、今年和明年的。")})
    if not 0 <= minutes <= MOST_MINUTES:
        raise ValidationError({"minutes": _("填 0 到 %(most)s 的整数。") % {"most": MOST_MINUTES}})

    row, _made = Budget.objects.update_or_create(
        tenant_id=unit.tenant_id, unit=unit, year=year, defaults={"minutes": minutes}
    )

    record(actor, "matters.set_budget", unit, year=year, minutes=minutes)
    return row
