"""The pledge as it is now, locked: what its actions work with."""

from django.utils.translation import gettext as _

from leitu.core.errors import StaleEdit, WrongState
from leitu.pledges.models import Pledge


def fresh(pledge: Pledge, version: int | None = None) -> Pledge:
    """The locked row. Raises StaleEdit; ``version`` is that of the form which was filled in, None skips the comparison."""
    rows = Pledge.objects.select_for_update(of=("self",)).select_related("unit", "tenant", "post")
    found: Pledge = rows.get(tenant_id=pledge.tenant_id, pk=pledge.pk)
    if version is not None and version != found.version:
        raise StaleEdit(_("在您填写的时候，别人改过这份清单。"))
    return found


def require_open(pledge: Pledge) -> None:
    """Raises WrongState once it is settled, or its holder has left the post."""
    if pledge.settled_on is not None:
        raise WrongState(_("这份清单已经对完账。"))
    if pledge.ended_on is not None:
        raise WrongState(_("他已经卸任，没办完的由接任的同志接着办。"))
