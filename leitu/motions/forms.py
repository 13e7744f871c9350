"""Shape and validity of input about motions; the rules are in the actions."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from leitu.activities.models import ActivityKind
from leitu.activities.queries import Attendee
from leitu.core.clock import today
from leitu.core.fields import CleanChar, day_field, sentence
from leitu.matters.queries import PROPOSED_DAYS
from leitu.motions.actions import LONGEST, LONGEST_NAME
from leitu.motions.kinds import kinds_at
from leitu.motions.models import Vote
from leitu.ui.parts import RollLine

MOST_VOTES = 100_000


class PutForm(forms.Form):
    """What is moved, of which kind, by whom."""

    kind = forms.ChoiceField(label=_("类别"))
    title = sentence(_("要表决什么"), LONGEST, help_text=_("一句话，决议会引用它。"))
    proposer_name = CleanChar(label=_("提出人（可不填）"), max_length=LONGEST_NAME, required=False)

    def __init__(self, *args: Any, meeting: ActivityKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["kind"].choices = [(one.code, one.name) for one in kinds_at(meeting)]


def _count(label: Any, **more: Any) -> forms.IntegerField:
    box = forms.NumberInput(attrs={"inputmode": "numeric"})
    return forms.IntegerField(label=label, min_value=0, max_value=MOST_VOTES, widget=box, **more)


class HandsForm(forms.Form):
    """A count of hands."""

    in_favour = _count(Vote.Choice.IN_FAVOUR.label)
    against = _count(Vote.Choice.AGAINST.label, initial=0)
    abstained = _count(Vote.Choice.ABSTAINED.label, initial=0)

    @property
    def given(self) -> dict[str, Any]:
        """As the action takes it."""
        return {"way": "hands", **self.cleaned_data}


class NamedForm(forms.Form):
    """One line for each voter who is there; nothing is chosen beforehand."""

    def __init__(self, *args: Any, voters: list[Attendee], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.voters = {f"vote-{one.row.person_id}": one for one in voters}
        for name, one in self.voters.items():
            self.fields[name] = forms.ChoiceField(
                label=one.name, choices=Vote.Choice.choices, widget=forms.RadioSelect, required=False
            )

    @property
    def lines(self) -> list[RollLine]:
        """What ui/roll.html shows."""
        return [
            RollLine(key=str(one.row.person_id), name=one.name, value=str(self[name].value() or ""))
            for name, one in self.voters.items()
        ]

    @property
    def given(self) -> dict[str, Any]:
        """As the action takes it; whoever did not vote is left out."""
        chosen = {one.row.person_id: self.cleaned_data[name] for name, one in self.voters.items()}
        return {"way": "named", "votes": {key: choice for key, choice in chosen.items() if choice}}


def _proposed_day() -> dt.date:
    return today() + dt.timedelta(days=PROPOSED_DAYS)


class IssueForm(forms.Form):
    """By when, how well; both are proposed."""

    due_on = day_field(_("什么时候以前"), initial=_proposed_day)
    standard = sentence(_("做到什么样"), LONGEST, initial=_("按决议办完，在下次会上说明结果"))
