"""What is read about motions: those of a meeting, who may vote, how they voted."""

from dataclasses import dataclass, field
from typing import Any

from leitu.activities import queries as activities
from leitu.activities import rules
from leitu.activities.models import Activity, Attendance
from leitu.activities.queries import Attendee
from leitu.motions.kinds import MotionKind, kinds
from leitu.motions.models import Motion, Vote


def voters(attendees: list[Attendee]) -> list[Attendee]:
    """Those who are there and have a vote: no probationary member, no guest."""
    present = Attendance.State.PRESENT
    return [one for one in attendees if not one.is_guest and one.row.is_voter and one.row.state == present]


def tally(votes: "dict[int, str]") -> dict[str, int]:
    """How many voted how, of named votes."""
    given = list(votes.values())
    return {choice: given.count(choice) for choice in Vote.Choice.values}


def numbers(activity: Activity) -> rules.Numbers:
    """The numbers of the roll as it stands."""
    return activities.numbers(activity, activities.roll(activity))


@dataclass(frozen=True)
class Card:
    """One motion as its page shows it; ``names``: how whom voted, where names were called."""

    motion: Motion
    kind: MotionKind
    rule: dict[str, Any]
    names: list[tuple[str, list[str]]] = field(default_factory=list)

    @property
    def state(self) -> str:
        """open, withdrawn, carried or lost."""
        if self.motion.withdrawn_on is not None:
            return "withdrawn"
        if self.motion.resolution is None:
            return "open"
        return "carried" if self.motion.resolution.passed else "lost"


def cards(activity: Activity) -> list[Card]:
    """The motions of a meeting, in their order. Two questions, however many there are."""
    rows = Motion.objects.filter(tenant_id=activity.tenant_id, activity=activity)
    found = list(rows.select_related("resolution", "matter__unit").order_by("order"))
    called = Vote.objects.filter(tenant_id=activity.tenant_id, motion__in=[one.pk for one in found if one.resolution])
    votes: dict[int, dict[str, list[str]]] = {}
    for key, choice, name in called.order_by("pk").values_list("motion_id", "choice", "person__name"):
        votes.setdefault(key, {}).setdefault(choice, []).append(name)
    return [
        Card(
            one,
            kinds()[one.kind],
            kinds()[one.kind].rule(activity.kind),
            [
                (str(Vote.Choice(choice).label), votes[one.pk][choice])
                for choice in Vote.Choice.values
                if choice in votes.get(one.pk, {})
            ],
        )
        for one in found
    ]
