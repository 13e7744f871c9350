"""Forms about one activity, filled with what is known: shown on its own page and on the meeting page alike."""

from typing import Any

from django.utils import timezone

from leitu.activities import forms, queries, rules, wording
from leitu.activities.models import Activity, ActivityKind
from leitu.core.clock import today


def guest_lines(attendees: list[queries.Attendee], activity: Activity) -> list[str]:
    """The guests as the recorder writes them, those of the register first."""
    known = [f"{one.name}，{one.home}" for one in attendees if one.is_guest]
    return [*known, *activity.guests.splitlines()]


def roll_form(activity: Activity, attendees: list[queries.Attendee], data: Any = None) -> forms.RollForm:
    """The roll as it stands."""
    return forms.RollForm(data=data, attendees=attendees, guest_lines=guest_lines(attendees, activity))


def needs_roll(activity: Activity) -> bool:
    """Whether the roll belongs on the last page: nobody has kept it yet."""
    return activity.roll_saved_at is None


def is_late(activity: Activity) -> bool:
    """Whether archiving now would be a late entry."""
    recorded_on = timezone.localdate(activity.ended_at) if activity.ended_at else today()
    return rules.is_late(activity.on, recorded_on, activity.kind.late_after_days)


def resolution_start(activity: Activity, attendees: list[queries.Attendee]) -> dict[str, Any]:
    """The text of a resolution to start from; where there is a vote, everybody present in favour."""
    numbers = queries.numbers(activity, attendees)
    agenda = list(activity.agenda.order_by("order"))
    start: dict[str, Any] = {"resolution_text": wording.resolution_text(activity, agenda, numbers)}
    if activity.kind.majority != ActivityKind.Majority.NONE:
        start |= {"in_favour": numbers.voters_present, "against": 0, "abstained": 0}
    return start


def archive_form(
    activity: Activity, attendees: list[queries.Attendee], data: Any = None, *, reads: bool, nobody: bool
) -> forms.ArchiveForm:
    """The last page's form; what is written already only for those who may read it (``reads``).

    ``nobody``: the register expects nobody, so the numbers are asked for. A form that comes back says everything itself: nothing is looked up to start from.
    """
    initial: dict[str, Any] = {}
    if data is None:
        last = queries.latest_minutes(activity) if reads else None
        initial = {
            "text": last.text if last else "",
            "late_reason": activity.late_reason,
            "expected_count": activity.expected_count or None,
            "present_count": activity.present_count or None,
            **resolution_start(activity, attendees),
        }
    return forms.ArchiveForm(
        data=data,
        initial=initial,
        attendees=attendees,
        guest_lines=guest_lines(attendees, activity),
        with_roll=needs_roll(activity),
        with_numbers=nobody,
        is_late=is_late(activity),
    )


def archive_context(activity: Activity, attendees: list[queries.Attendee]) -> dict[str, Any]:
    """What the last page says beside its form."""
    numbers = queries.numbers(activity, attendees)
    return {
        "numbers": numbers,
        "quorum": wording.quorum_sentence(activity.kind, numbers),
        "quorum_rule": wording.rule(activity.kind, "quorum"),
        "votes": activity.kind.majority != ActivityKind.Majority.NONE,
        "majority": wording.majority_sentence(activity.kind, numbers),
        "majority_rule": wording.rule(activity.kind, "majority"),
        "is_draft_kept": activity.state in (Activity.State.UNDER_WAY, Activity.State.ENDED),
    }
