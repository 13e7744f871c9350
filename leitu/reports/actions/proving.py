"""Handing out the statement that the rules on burdens are met."""

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from leitu.audit.record import record
from leitu.core.actor import Actor
from leitu.core.clock import today
from leitu.core.errors import NotAllowed
from leitu.orgs.models import Tenant
from leitu.reports.actions.papers import DOCX, XLSX
from leitu.reports.compliance import compliance_docx, compliance_xlsx
from leitu.reports.heads import head_line


def download_compliance(*, actor: Actor, tenant: Tenant, form: str = DOCX) -> bytes:
    """减负合规说明 as .docx or .xlsx, for everybody of the tenant. Raises NotAllowed."""
    if not actor.is_trusted and actor.tenant_id != tenant.pk:
        raise NotAllowed(_("只能领取本单位的合规说明。"))

    with translation.override(settings.LANGUAGE_CODE):
        if form == XLSX:
            content = compliance_xlsx(tenant.name, actor.label, today())
        else:
            content = compliance_docx(tenant.name, head_line(tenant.pk))

    with transaction.atomic():
        record(actor, "reports.download_compliance", tenant, form=form)
    return content
