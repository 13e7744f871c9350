from django.db import transaction

from leitu.audit.record import record
from leitu.core.actor import Actor
from leitu.inspections.kinds import shapes
from leitu.inspections.models import Checklist, ChecklistLine
from leitu.orgs.models import Tenant


@transaction.atomic
def seed_checklists(actor: Actor, tenant: Tenant) -> None:
    """Give the tenant the checklists of checklists.yaml, in the editions that it does not have yet.

    An older edition is no longer current then; what was sent by it stays as it was.
    """
    known = set(Checklist.objects.filter(tenant=tenant).values_list("code", "edition"))
    fresh = [shape for shape in shapes() if (shape["code"], shape["edition"]) not in known]
    for shape in fresh:
        Checklist.objects.filter(tenant=tenant, code=shape["code"]).update(is_current=False)
        made = Checklist.objects.create(
            tenant=tenant,
            code=shape["code"],
            edition=shape["edition"],
            title=shape["title"],
            purpose=shape["purpose"],
        )
        ChecklistLine.objects.bulk_create(
            ChecklistLine(tenant=tenant, checklist=made, order=order, **line)
            for order, line in enumerate(shape["lines"], 1)
        )
    if fresh:
        record(actor, "inspections.seed_checklists", tenant, checklists=[shape["code"] for shape in fresh])
