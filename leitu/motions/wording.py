"""What is said of a motion: the resolution that it becomes."""

from django.utils.translation import gettext as _

from leitu.activities import rules
from leitu.activities.models import Activity
from leitu.motions.models import Motion
from leitu.ui.templatetags.dates import plain_day


def resolution_text(activity: Activity, motion: Motion, numbers: rules.Numbers, counted: dict[str, int]) -> str:
    """The resolution, from the template: who could vote, how it was voted, and what follows."""
    quorum = rules.quorum_met(activity.kind.quorum, numbers.voters_expected, numbers.voters_present)
    passed = rules.passes(activity.kind.majority, numbers.voters_expected, counted["in_favour"], quorum)
    values = {
        "on": plain_day(activity.on),
        "unit": activity.unit.name,
        "meeting": activity.kind.name,
        "expected": numbers.voters_expected,
        "present": numbers.voters_present,
        "title": motion.title,
        "way": Motion.Way(motion.way).label,
        **counted,
    }
    head = _(
        "%(on)s，%(unit)s召开%(meeting)s，应到有表决权的%(expected)s人，实到%(present)s人。"
        "会议讨论了“%(title)s”，采取%(way)s，赞成%(in_favour)s票，反对%(against)s票，弃权%(abstained)s票。"
    )
    return head % values + (_("会议决定：通过。") if passed else _("赞成票没有超过应到的半数，没有通过。"))
