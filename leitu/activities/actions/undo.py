from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from leitu.activities import policies
from leitu.activities.actions.fresh import fresh, save
from leitu.activities.actions.plans import same_time
from leitu.activities.models import Activity
from leitu.audit.record import record
from leitu.core.actor import Actor
from leitu.core.errors import WrongState

State = Activity.State


def _reached(activity: Activity, *, ended: bool, started: bool) -> str:
    """How far the activity had come, leaving out the steps that are taken back."""
    if ended and activity.ended_at is not None:
        return State.ENDED
    if started and activity.started_at is not None:
        return State.UNDER_WAY
    return State.NOTIFIED if activity.notified_at is not None else State.PLANNED


@transaction.atomic
def reinstate(*, actor: Actor, activity: Activity) -> Activity:
    """Undo ``cancel`` and ``waive_activity``: it stands where it stood, with everything that was written.

    Raises NotAllowed, WrongState (another one of this kind is planned at that time by now).
    """
    policies.HOLD.require(actor, activity)
    activity = fresh(activity, "reinstate")

    activity.state, activity.ending_reason = _reached(activity, ended=True, started=True), ""
    try:
        with transaction.atomic():
            save(activity, "state", "ending_reason")
    except IntegrityError as taken:
        raise WrongState("".join(same_time(activity).messages)) from taken

    record(actor, "activities.reinstate", activity, state=activity.get_state_display())
    return activity


@transaction.atomic
def step_back(*, actor: Actor, activity: Activity) -> Activity:
    """Undo ``start`` or ``end``, pressed too early; roll and minutes stay as they are. Raises NotAllowed, WrongState."""
    policies.KEEP.require(actor, activity)
    activity = fresh(activity, "step_back")
    if activity.archived_at is not None:
        raise WrongState(_("这份记录归档过，改好以后重新归档就行。"))

    if activity.state == State.ENDED:
        activity.state, activity.ended_at = _reached(activity, ended=False, started=True), None
    else:
        activity.state, activity.started_at = _reached(activity, ended=False, started=False), None
    save(activity, "state", "started_at", "ended_at")

    record(actor, "activities.step_back", activity, state=activity.get_state_display())
    return activity
