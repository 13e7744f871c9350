import datetime as dt
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction

from leitu.audit.record import record
from leitu.core.actor import Actor
from leitu.core.clock import now
from leitu.core.errors import NotAllowed, WrongState
from leitu.orgs.models import Installation, Role, Tenant
from leitu.orgs.seeds import sow


@transaction.atomic
def initialise(*, actor: Actor, owed_since: dt.date | None) -> Installation:
    """Mark the database as initialised and set from when duties are owed, for tenants here and to come.

    Called again it brings the seeds of every tenant up to date; ``owed_since`` None leaves the day as it is
    (1 January of this year at first). Raises NotAllowed for anybody but the machine's own side.
    """
    if not actor.is_trusted:
        raise NotAllowed("orgs.initialise")

    found = Installation.objects.select_for_update().first()
    since = owed_since or (found.owed_since if found else now().date().replace(month=1, day=1))
    installation = found or Installation(initialised_at=now())
    installation.owed_since = since
    installation.save()
    if owed_since is not None:
        Tenant.objects.exclude(owed_since=since).update(owed_since=since)
    for tenant in Tenant.objects.order_by("pk"):
        sow(actor.at(tenant.pk), tenant)
    record(actor, "orgs.initialise", installation, owed_since=since)
    return installation


@transaction.atomic
def found_tenant(*, actor: Actor, name: str, code: str) -> Tenant:
    """A new body that administers, with all that a tenant starts with.

    Raises NotAllowed for anybody but the machine's own side, WrongState before ``initialise``.
    """
    if not actor.is_trusted:
        raise NotAllowed("orgs.found_tenant")
    installation = Installation.objects.first()
    if installation is None:
        raise WrongState("initialise first")

    tenant = Tenant.objects.create(name=name, code=code, owed_since=installation.owed_since)
    sow(actor.at(tenant.pk), tenant)

    record(actor.at(tenant.pk), "orgs.found_tenant", tenant)
    return tenant


@cache
def _preset_roles() -> dict[str, Any]:
    text = Path(__file__).parent.with_name("roles.yaml").read_text(encoding="utf-8")
    roles: dict[str, Any] = yaml.safe_load(text)
    return roles


def seed_roles(actor: Actor, tenant: Tenant) -> None:
    """Give the tenant the roles of roles.yaml that it does not have yet; its own changes stay.

    Only the three that must be apart are always as roles.yaml has them: who may do what among them is no choice.
    """
    raw = _preset_roles()
    for role in Role.objects.filter(tenant=tenant, code__in=[code for code, row in raw.items() if "apart_from" in row]):
        row = raw[role.code]
        if (role.permissions, role.apart_from) != (row["permissions"], row["apart_from"]):
            role.permissions, role.apart_from = row["permissions"], row["apart_from"]
            role.save(update_fields=["permissions", "apart_from"])
            record(actor, "orgs.seed_roles", tenant, roles=[role.code])
    known = set(Role.objects.filter(tenant=tenant).values_list("code", flat=True))
    fresh = [
        Role(
            tenant=tenant,
            code=code,
            name=row["name"],
            permissions=row["permissions"],
            post_titles=row.get("post_titles", []),
            reach=row.get("reach", "here"),
            second_factor=row.get("second_factor", False),
            apart_from=row.get("apart_from", []),
        )
        for code, row in raw.items()
        if code not in known
    ]
    if fresh:
        Role.objects.bulk_create(fresh)
        record(actor, "orgs.seed_roles", tenant, roles=[r.code for r in fresh])
