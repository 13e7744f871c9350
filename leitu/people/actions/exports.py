"""A list of persons leaves the house: recorded so that each of them can find out; a long one needs a second person."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from leitu.approvals import actions as approvals
from leitu.approvals.models import Ask
from leitu.audit.record import record
from leitu.core import text
from leitu.core.actor import Actor
from leitu.core.errors import WrongState
from leitu.orgs import exporting
from leitu.people import releasing
from leitu.ui.exporting import Handout


def export_list(*, actor: Actor, handout: Handout, purpose: str = "") -> bytes:
    """A list of persons as .xlsx, as its page shows it. Above 50 persons with a purpose; when it is not of the branch
    in which the actor works, with an approval too, whose purpose then counts.

    Raises NotAllowed, WrongState (no approval), ValidationError (no purpose, too long).
    """
    exporting.require(actor, handout)
    approved = releasing.approval(actor, handout)
    purpose = approved.reason if approved is not None else text.clean(purpose)
    if handout.count > releasing.FEW_PERSONS and not purpose:
        raise ValidationError({"purpose": _("超过 %(few)s 人的名单，请写明用途。") % {"few": releasing.FEW_PERSONS}})

    by = approved.decided_by_label if approved is not None else ""
    content = exporting.paper(actor, handout, purpose, by)

    with transaction.atomic():
        if approved is not None:
            approvals.use(actor, approved)
        record(
            actor,
            "people.export_list",
            unit_id=exporting.unit_of(actor, handout),
            title=handout.title,
            rows=handout.count,
            filters=handout.filters or "—",
            purpose=purpose or "—",
            approver=by,
        )
    return content


@transaction.atomic
def ask_export(*, actor: Actor, handout: Handout, purpose: str) -> Ask:
    """Ask a second person to agree that a long list of persons leaves. The purpose is what he decides by.

    Raises NotAllowed, WrongState (it needs nobody, or is asked for already), ValidationError (no purpose, too long).
    """
    exporting.require(actor, handout)
    if not releasing.needs_second(actor, handout):
        raise WrongState(_("这份名单不用另一位同志批准，直接导出就行。"))
    return approvals.ask(
        actor,
        releasing.RELEASING,
        unit_id=exporting.unit_of(actor, handout),
        subject=_("%(title)s，%(count)s 条") % {"title": handout.title, "count": handout.count},
        arguments=releasing.arguments_of(actor, handout),
        words=releasing.words_of(handout),
        reason=purpose,
    )
