"""The list of duties, red first: for the page and for programs."""

import datetime as dt

from leitu.core.clock import today
from leitu.norms.duties import Counts, Question
from leitu.norms.duty import Duty, State

BY_NEED = {State.OVERDUE: 0, State.DUE_SOON: 1, State.UPCOMING: 2, State.WAIVED: 3, State.MET: 4}
FIRST = dt.date(2000, 1, 1)
FARTHEST = dt.timedelta(days=366)


def askable(day: dt.date) -> bool:
    """Whether duties can be asked about as of that day: not before this century, nor more than a year ahead."""
    return FIRST <= day <= today() + FARTHEST


def by_state(counts: Counts) -> dict[State, int]:
    """Counts of all norms together, red first."""
    return {state: sum(by[state.value] for by in counts.values()) for state in BY_NEED}


def stretch(question: Question, wanted: dict[State, int], first: int, last: int) -> list[Duty]:
    """The duties from place ``first`` to (not including) ``last`` of the list; ``wanted`` are its states with counts.

    Of hundreds of thousands only those in the states that the stretch touches are built.
    """
    passed, offset = 0, 0
    states: list[State] = []
    for state, count in wanted.items():
        if passed + count > first and passed < last:
            offset = offset if states else passed
            states.append(state)
        passed += count
    rows = question.duties(states)
    rows.sort(key=lambda duty: (BY_NEED[duty.state], duty.due_on, duty.unit_id))
    return rows[first - offset : last - offset]
