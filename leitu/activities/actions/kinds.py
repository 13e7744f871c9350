from django.db import transaction

from leitu.activities.kinds import shapes
from leitu.activities.models import ActivityKind
from leitu.audit.record import record
from leitu.core.actor import Actor
from leitu.orgs.models import Tenant


@transaction.atomic
def seed_kinds(actor: Actor, tenant: Tenant) -> None:
    """Give the tenant the kinds of kinds.yaml that it does not have yet; its own changes stay."""
    known = set(ActivityKind.objects.filter(tenant=tenant).values_list("code", flat=True))
    fresh = [ActivityKind(tenant=tenant, **row) for row in shapes() if row["code"] not in known]
    if fresh:
        ActivityKind.objects.bulk_create(fresh)
        record(actor, "activities.seed_kinds", tenant, kinds=[kind.code for kind in fresh])
