"""Schemes: loaded from YAML, switched on and off."""

from django.db import transaction
from django.utils.translation import gettext as _

from leitu.assessments import policies
from leitu.assessments.models import Scheme
from leitu.assessments.schemefile import BadScheme, read_scheme
from leitu.audit.record import record
from leitu.core.actor import Actor
from leitu.core.clock import now
from leitu.core.errors import WrongState
from leitu.norms.yamlfields import Problem
from leitu.orgs.models import Tenant


@transaction.atomic
def load_scheme(*, actor: Actor, tenant: Tenant, text: str, file: str = "") -> Scheme:
    """Store a version of a scheme; it is not in force before it is switched on. The same text again changes nothing.

    Raises NotAllowed, BadScheme (wrong, forbidden, or another content under a version that is stored).
    """
    policies.MANAGE.require(actor, Scheme(tenant=tenant))
    name = file or "scheme.yaml"
    given = read_scheme(text, name)
    rows = Scheme.objects.select_for_update(of=("self",)).filter(tenant=tenant, code=given.code, version=given.version)
    stored = rows.first()
    if stored is not None:
        if stored.digest != given.digest:
            reason = _("这个版本已经载入，内容却不同。改了内容请写新的版本号。")
            raise BadScheme([Problem(name, 1, reason, given.code)])
        return stored

    made = Scheme.objects.create(
        tenant=tenant,
        code=given.code,
        version=given.version,
        title=given.rule.title,
        period=given.rule.period.value,
        valid_from=given.valid_from,
        valid_until=given.valid_until,
        definition=given.definition,
        digest=given.digest,
        loaded_at=now(),
    )

    record(actor, "assessments.load_scheme", made, file=file, version=made.version)
    return made


def _fresh(scheme: Scheme) -> Scheme:
    found: Scheme = Scheme.objects.select_for_update(of=("self",)).get(tenant_id=scheme.tenant_id, pk=scheme.pk)
    return found


@transaction.atomic
def switch_on(*, actor: Actor, scheme: Scheme) -> Scheme:
    """Put a scheme in force: its sheets are there at once. Raises NotAllowed, WrongState."""
    policies.MANAGE.require(actor, scheme)
    scheme = _fresh(scheme)
    if scheme.is_active:
        raise WrongState(_("这个指标体系已经启用。"))

    scheme.is_active = True
    scheme.save(update_fields=["is_active"])

    record(actor, "assessments.switch_on", scheme)
    return scheme


@transaction.atomic
def switch_off(*, actor: Actor, scheme: Scheme) -> Scheme:
    """Take a scheme out of force; what was kept by it stays. Raises NotAllowed, WrongState."""
    policies.MANAGE.require(actor, scheme)
    scheme = _fresh(scheme)
    if not scheme.is_active:
        raise WrongState(_("这个指标体系没有启用。"))

    scheme.is_active = False
    scheme.save(update_fields=["is_active"])

    record(actor, "assessments.switch_off", scheme)
    return scheme
