from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from leitu.audit.record import record
from leitu.core.actor import Actor
from leitu.core.clock import today
from leitu.core.errors import WrongState
from leitu.core.sentences import said
from leitu.pledges import policies
from leitu.pledges.models import Comment, PledgeLine

LONGEST = 300
MOST_COMMENTS = 100


@transaction.atomic
def comment(*, actor: Actor, line: PledgeLine, text: str, with_name: bool = False) -> Comment:
    """Say something about one line. Without his name nothing that leads to whoever said it is kept beside the words.

    Raises NotAllowed, ValidationError.
    """
    policies.COMMENT.require(actor, line)
    text = said(text, "text", _("写一句意见。"), LONGEST)
    if Comment.objects.filter(tenant_id=line.tenant_id, line=line).count() >= MOST_COMMENTS:
        raise ValidationError({"text": _("这一条的意见已经很多，请在会上当面提。")})

    made = Comment.objects.create(
        tenant_id=line.tenant_id,
        unit_id=line.pledge.unit_id,
        line=line,
        person_id=(actor.person_id or None) if with_name else None,
        on=today(),
        text=text,
    )

    # The entry names neither the line nor the comment: an auditor learns that there was one, not what it says.
    record(actor, "pledges.comment", unit_id=line.pledge.unit_id)
    return made


@transaction.atomic
def answer(*, actor: Actor, comment: Comment, text: str) -> Comment:
    """Answer a comment, once. Raises NotAllowed, WrongState, ValidationError."""
    policies.ANSWER.require(actor, comment)
    rows = Comment.objects.select_for_update(of=("self",)).select_related("line__pledge")
    found: Comment = rows.get(tenant_id=comment.tenant_id, pk=comment.pk)
    if found.answered_on is not None:
        raise WrongState(_("这条意见已经答复过。"))
    text = said(text, "text", _("写一句答复。"), LONGEST)

    found.answer, found.answered_on, found.answered_by_label = text, today(), actor.label[:120]
    found.save(update_fields=["answer", "answered_on", "answered_by_label"])

    record(actor, "pledges.answer", found.line.pledge, text=text, person=found.person_id)
    return found
