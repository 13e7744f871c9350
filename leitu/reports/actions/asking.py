"""An officer's own saved questions."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from leitu.audit.record import record
from leitu.core.actor import Actor
from leitu.reports import policies
from leitu.reports.models import SavedQuestion

MOST_QUESTIONS = 20
LONGEST_NAME = 20
LONGEST_QUERY = 500


@transaction.atomic
def save_question(*, actor: Actor, name: str, query: str) -> SavedQuestion:
    """Keep a question under a name; the same name again replaces it. ``query``: an address without its question mark.

    Raises NotAllowed, ValidationError.
    """
    policies.OWN_QUESTION.require(actor)
    name = name.strip()
    mine = SavedQuestion.objects.filter(tenant_id=actor.tenant_id, user_id=actor.user_id)
    if not 0 < len(name) <= LONGEST_NAME:
        raise ValidationError({"name": _("起个名字，最多 %(most)s 个字。") % {"most": LONGEST_NAME}})
    if mine.exclude(name=name).count() >= MOST_QUESTIONS:
        raise ValidationError({"name": _("最多存 %(most)s 个，先删掉不用的。") % {"most": MOST_QUESTIONS}})
    if not query or len(query) > LONGEST_QUERY:
        raise ValidationError({"name": _("先查一次，再存。")})

    question, _made = SavedQuestion.objects.update_or_create(
        tenant_id=actor.tenant_id, user_id=actor.user_id, name=name, defaults={"query": query}
    )

    record(actor, "reports.save_question", None, name=name)
    return question


@transaction.atomic
def drop_question(*, actor: Actor, question: SavedQuestion) -> None:
    """Forget one's own question. Raises NotAllowed."""
    policies.OWN_QUESTION.require(actor, question)
    name = question.name
    question.delete()

    record(actor, "reports.drop_question", None, name=name)
