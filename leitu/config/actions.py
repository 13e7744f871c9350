"""What an installation as a whole can be told to do."""

import datetime as dt
from dataclasses import asdict

from django.core.exceptions import ValidationError
from django.db import transaction

from leitu.audit.record import record
from leitu.config.demo.build import Built, District, Parameters, Tell
from leitu.core.actor import Actor
from leitu.core.errors import NotAllowed
from leitu.orgs.actions import found_tenant


@transaction.atomic
def build_demo(*, actor: Actor, parameters: Parameters, day: dt.date, tell: Tell) -> Built:
    """Make a demo district as of ``day`` in an initialised database; one entry for each bulk step.

    The last entry carries the parameters: a tenant that has it is a demo (``queries.demo_parameters``).
    Raises NotAllowed for anybody but the machine's own side, ValidationError; then nothing is left behind.
    """
    if not actor.is_trusted:
        raise NotAllowed("config.build_demo")
    if problem := parameters.problem():
        raise ValidationError(problem)

    district = District(parameters, day, tell)
    tenant = found_tenant(actor=actor, name=district.name, code=f"demo-{parameters.seed}")
    here = actor.at(tenant.pk)
    for step, rows in district.steps(here, tenant):
        record(here, "config.build_demo", tenant, step=step, rows=rows)
    built = district.count()

    record(here, "config.build_demo", tenant, step="done", rows=built.rows, day=day, **asdict(parameters))
    return built
