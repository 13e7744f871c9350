"""A list leaves the house: it changes nothing, but who took what is on record."""

from django.db import transaction

from leitu.audit.record import record
from leitu.core.actor import Actor
from leitu.orgs import exporting
from leitu.ui.exporting import Handout


def export_list(*, actor: Actor, handout: Handout, purpose: str = "") -> bytes:
    """A list without persons as a file, as its page shows it. Raises NotAllowed, ValidationError (too long)."""
    exporting.require(actor, handout)

    content = exporting.paper(actor, handout, purpose)

    with transaction.atomic():
        record(
            actor,
            "orgs.export_list",
            unit_id=exporting.unit_of(actor, handout),
            title=handout.title,
            rows=handout.count,
            filters=handout.filters or "—",
        )
    return content
