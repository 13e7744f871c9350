"""A reader's own views of the ledger (常用条件)."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from leitu.audit.record import record
from leitu.core.actor import Actor
from leitu.matters import policies
from leitu.matters.models import SavedView

MOST_VIEWS = 12
LONGEST = 20


@transaction.atomic
def save_view(*, actor: Actor, name: str, query: str) -> SavedView:
    """Keep what the ledger is narrowed by under a name; the same name again replaces it.

    ``query`` is an address without its question mark. Raises NotAllowed, ValidationError.
    """
    policies.OWN_VIEW.require(actor)
    name = name.strip()
    mine = SavedView.objects.filter(tenant_id=actor.tenant_id, user_id=actor.user_id)
    if not 0 < len(name) <= LONGEST:
        raise ValidationError({"name": _("起个名字，最多 %(most)s 个字。") % {"most": LONGEST}})
    if mine.exclude(name=name).count() >= MOST_VIEWS:
        raise ValidationError({"name": _("最多存 %(most)s 个，先删掉不用的。") % {"most": MOST_VIEWS}})
    if len(query) > 1000:
        raise ValidationError({"name": _("条件太长了。")})

    view, _made = SavedView.objects.update_or_create(
        tenant_id=actor.tenant_id, user_id=actor.user_id, name=name, defaults={"query": query}
    )

    record(actor, "matters.save_view", None, name=name)
    return view


@transaction.atomic
def drop_view(*, actor: Actor, view: SavedView) -> None:
    """Forget one's own view. Raises NotAllowed."""
    policies.OWN_VIEW.require(actor, view)
    name = view.name
    view.delete()
    record(actor, "matters.drop_view", None, name=name)
