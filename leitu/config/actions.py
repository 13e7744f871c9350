"""What an installation as a whole can be told to do."""

import datetime as dt
from dataclasses import asdict

from django.core.exceptions import ValidationError
from django.db import transaction

from leitu.audit.record import record
from leitu.config.demo.build import Built, District, Parameters, Tell
from leitu.core import bulk
from leitu.core.actor import Actor
from leitu.core.errors import NotAllowed
from leitu.orgs.actions import found_tenant


def build_demo(*, actor: Actor, parameters: Parameters, day: dt.date, tell: Tell) -> Built:
    """Make a demo district as of ``day`` in an initialised database; one transaction and one entry for each step.

    The last entry carries the parameters: a tenant that has it is a demo (``queries.demo_parameters``). One that is
    broken off has only the first (``queries.is_unfinished_demo``) and is good for nothing: empty the database.
    Raises NotAllowed for anybody but the machine's own side, ValidationError; then nothing is written.
    """
    if not actor.is_trusted:
        raise NotAllowed("config.build_demo")
    if problem := parameters.problem():
        raise ValidationError(problem)

    district = District(parameters, day, tell)
    with transaction.atomic():
        tenant = found_tenant(actor=actor, name=district.name, code=f"demo-{parameters.seed}")
        here = actor.at(tenant.pk)
        record(here, "config.build_demo", tenant, step="begun", rows=0)
    with bulk.room_to_sort():
        for step, work in district.steps(here, tenant):
            with transaction.atomic():
                record(here, "config.build_demo", tenant, step=step, rows=work())
    built = district.count()

    with transaction.atomic():
        record(here, "config.build_demo", tenant, step="done", rows=built.rows, day=day, **asdict(parameters))
    return built
