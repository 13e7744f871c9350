"""The same step for several matters: each is done by its own action, under its own rules, or refused by name."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from leitu.core.actor import Actor
from leitu.core.errors import LeituError
from leitu.matters.actions.checking import close, send_back
from leitu.matters.actions.doing import begin, progress
from leitu.matters.actions.noting import publish, set_aside
from leitu.matters.models import Matter

MANY = ("publish", "begin", "progress", "set_aside", "close", "send_back")
"""Steps that may be taken for several at once."""
MOST = 200


@dataclass(frozen=True)
class Refusal:
    """One matter that was left as it was, and why."""

    matter: Matter
    reason: str


@dataclass(frozen=True)
class Together:
    """What became of several."""

    done: list[Matter] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)


def do_many(*, actor: Actor, step: str, matters: Sequence[Matter], text: str = "") -> Together:
    """Take one of MANY for each of ``matters``; ``text`` is its sentence. What is refused does not stop the others.

    Raises ValidationError (no such step, too many).
    """
    if step not in MANY:
        raise ValidationError({"step": _("这一步不能成批办理。")})
    if len(matters) > MOST:
        raise ValidationError({"step": _("一次最多 %(most)s 件。") % {"most": MOST}})
    found = Together()
    for matter in matters:
        try:
            with transaction.atomic():
                found.done.append(_do(actor, step, matter, text))
        except ValidationError as problem:
            found.refused.append(Refusal(matter, "".join(problem.messages)))
        except LeituError as problem:
            found.refused.append(Refusal(matter, str(problem)))
    return found


def _do(actor: Actor, step: str, matter: Matter, text: str) -> Matter:
    if step == "publish":
        return publish(actor=actor, matter=matter)
    if step == "begin":
        return begin(actor=actor, matter=matter)
    if step == "progress":
        return progress(actor=actor, matter=matter, text=text)
    if step == "set_aside":
        return set_aside(actor=actor, matter=matter, reason=text)
    if step == "close":
        return close(actor=actor, matter=matter, finding=text)
    return send_back(actor=actor, matter=matter, reason=text)
