"""The thing of this app that a matter can come from: a line that was promised and not kept."""

from leitu.core.actor import Actor
from leitu.matters.sources import Source, key_of
from leitu.pledges.models import Pledge, PledgeLine

SOURCE = "pledge_line"


def line_source(actor: Actor, key: str) -> Source | None:
    """One line of a pledge in sight."""
    pk = key_of(key)
    seen = Pledge.objects.visible_to(actor).values("pk")
    rows = PledgeLine.objects.filter(tenant_id=actor.tenant_id, pledge_id__in=seen).select_related("pledge__unit")
    found = rows.filter(pk=pk).first() if pk is not None else None
    if found is None:
        return None
    href = f"{found.pledge.get_absolute_url()}#line-{found.pk}"
    return Source(SOURCE, key, found.pledge.unit, f"{found.pledge.year}：{found.text}"[:200], href, found.norm_code)
