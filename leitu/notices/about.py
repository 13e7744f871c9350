"""What an entry is about, as it is now; None where it is gone."""

from leitu.activities.models import Activity
from leitu.approvals.models import Ask
from leitu.audit.models import Entry
from leitu.core.clock import today
from leitu.guidance.models import Liaison
from leitu.matters.models import Matter
from leitu.orgs.models import valid_on
from leitu.transfers.models import Transfer


def activity_of(entry: Entry) -> Activity | None:
    rows = Activity.objects.filter(tenant_id=entry.tenant_id, pk=entry.object_id)
    return rows.select_related("kind", "unit").first()


def ask_of(entry: Entry) -> Ask | None:
    return Ask.objects.filter(tenant_id=entry.tenant_id, pk=entry.object_id).first()


def matter_of(entry: Entry) -> Matter | None:
    rows = Matter.objects.filter(tenant_id=entry.tenant_id, pk=entry.object_id)
    return rows.select_related("unit", "reviewer_unit").first()


def transfer_of(entry: Entry) -> Transfer | None:
    rows = Transfer.objects.filter(tenant_id=entry.tenant_id, pk=entry.object_id)
    return rows.select_related("unit", "issuer", "judge").first()


def pairing_of(entry: Entry) -> Liaison | None:
    rows = Liaison.objects.filter(valid_on(today()), tenant_id=entry.tenant_id, pk=entry.object_id)
    return rows.select_related("unit").first()
