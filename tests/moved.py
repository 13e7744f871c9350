"""What is put before the meetings of the world of the access tests: one motion that waits, one that was carried."""

from collections.abc import Callable
from typing import Any

from leitu.activities.models import Activity
from leitu.motions import actions as motions
from tests.cast import County

Put = Callable[[str, str, Any], None]


def move_in(put: Put, county: County, prefix: str, scope: str, activity: Activity) -> None:
    """At a meeting that votes and is not archived yet."""
    if activity.kind.majority == "none":
        return
    given = {"actor": county.console, "activity": activity, "kind": "general", "proposer_name": f"{prefix}老陈"}
    put("motion:open", scope, motions.put(**given, title=f"{prefix}修水渠"))
    motion = motions.put(**given, title=f"{prefix}装路灯")
    present = activity.attendances.filter(is_voter=True, state=1).values_list("person_id", flat=True)
    votes = dict.fromkeys(present, "in_favour")
    put("motion:carried", scope, motions.decide(actor=county.console, motion=motion, way="named", votes=votes))
