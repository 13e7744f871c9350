"""A list of persons leaves the house: recorded so that each of them can find out; a long one needs a purpose."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from leitu.audit.record import record
from leitu.core import text
from leitu.core.actor import Actor
from leitu.orgs import exporting
from leitu.ui.exporting import Handout

FEW_PERSONS = 50
"""Up to so many a list is of one's own branch; a longer one is a bulk export (security.md A7)."""


def export_list(*, actor: Actor, handout: Handout, purpose: str = "") -> bytes:
    """A list of persons as .xlsx, as its page shows it; above 50 persons with a purpose.

    Raises NotAllowed, ValidationError (no purpose, too long).
    """
    exporting.require(actor, handout)
    purpose = text.clean(purpose)
    if handout.count > FEW_PERSONS and not purpose:
        raise ValidationError({"purpose": _("超过 %(few)s 人的名单，请写明用途。") % {"few": FEW_PERSONS}})

    content = exporting.paper(actor, handout, purpose)

    with transaction.atomic():
        record(
            actor,
            "people.export_list",
            unit_id=exporting.unit_of(actor, handout),
            title=handout.title,
            rows=handout.count,
            filters=handout.filters or "—",
            purpose=purpose or "—",
        )
    return content
