"""The thing of this app that a task comes from: the motion that was carried."""

from leitu.activities.queries import may_read_minutes
from leitu.core.actor import Actor
from leitu.matters.sources import Source, key_of
from leitu.motions.models import Motion

SOURCE = "motion"


def motion_source(actor: Actor, key: str) -> Source | None:
    """One motion of a meeting in sight, for whoever may read its minutes."""
    pk = key_of(key)
    rows = Motion.objects.visible_to(actor).select_related("activity__unit", "activity__kind")
    found = rows.filter(pk=pk).first() if pk is not None else None
    return source_of(found) if found is not None and may_read_minutes(actor, found.activity) else None


def source_of(motion: Motion) -> Source:
    """What its task says it comes from."""
    activity = motion.activity
    text = f"{activity.on:%Y-%m-%d} {activity.kind.name}决议"
    return Source(SOURCE, str(motion.pk), activity.unit, text, motion.get_absolute_url())
