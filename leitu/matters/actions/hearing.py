"""Hearing whoever is affected: a one-time link without an account; silence is never consent."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from leitu.accounts import tokens
from leitu.audit.record import record
from leitu.core.actor import Actor
from leitu.core.clock import now
from leitu.core.errors import NotAllowed, WrongState
from leitu.core.sentences import within
from leitu.matters import policies, words
from leitu.matters.actions.fresh import add_step, fresh, save
from leitu.matters.models import Matter, Step, Word

LONGEST_DAYS = 60
MOST_WORDS = 20


@transaction.atomic
def ask_word(*, actor: Actor, matter: Matter, days: int = 14) -> str:
    """A one-time link for somebody who is affected, open for ``days`` (1 to 60), while the matter waits to be closed.

    Returns the code, which is not stored and cannot be had again. Raises NotAllowed, WrongState, ValidationError (too
    many are open).
    """
    policies.KEEP.require(actor, matter)
    matter = fresh(matter, "ask_word")
    if Word.objects.waiting().filter(tenant_id=matter.tenant_id, matter=matter).count() >= MOST_WORDS:
        raise ValidationError(_("已经发出 %(most)s 条还没有回话的链接，先等一等。") % {"most": MOST_WORDS})

    code, at = tokens.fresh(), now()
    word = Word.objects.create(
        tenant_id=matter.tenant_id,
        matter=matter,
        digest=tokens.digest(code, words.PURPOSE),
        effect=matter.effect,
        asked_by=actor.user_id,
        asked_by_label=actor.label[:120],
        asked_at=at,
        expires_at=at + dt.timedelta(days=min(max(days, 1), LONGEST_DAYS)),
    )
    save(matter)
    add_step(actor, matter, Step.Kind.WORD_ASKED)

    record(actor, "matters.ask_word", matter, expires_at=word.expires_at)
    return code


@transaction.atomic
def answer_word(*, actor: Actor, code: str, solved: bool, text: str = "") -> Word:
    """Say whether it is solved; the code of the link is the right to say so, once.

    Raises WrongState (used, void, run out or never made), NotAllowed (signed in and of the owner's side),
    ValidationError.
    """
    found = words.open_word(code)
    if found is None:
        raise WrongState(gone())
    matter = fresh(found.matter, "ask_word")  # in the same state as when it was asked for
    if not actor.is_anonymous and policies.is_of_owner(actor, matter):
        raise NotAllowed(_("责任单位的人、办过这件事的人，不能替当事人回话。"))
    text = within(text, "text")

    answer, at = (Word.Answer.SOLVED if solved else Word.Answer.UNSOLVED), now()
    if not Word.objects.waiting().filter(pk=found.pk).update(answered_at=at, answer=answer, text=text):
        raise WrongState(gone())  # the same link was open twice, and the other was faster
    found.answered_at, found.answer, found.text = at, answer, text
    speaker = Actor(actor.kind, actor.user_id, matter.tenant_id, "" if actor.is_anonymous else actor.label)
    add_step(speaker, matter, Step.Kind.WORD_GIVEN, text, answer=answer)

    record(actor, "matters.answer_word", matter, answer=found.get_answer_display())
    return found


def gone() -> str:
    """What is said about a link that does not open: never whether it was used or never existed."""
    return _("这个链接已经用过、过期，或者事情已经有了结果。")


def void_words(matter: Matter) -> None:
    """The closing that they were about is decided: links that are open can be answered no more."""
    rows = Word.objects.waiting().filter(tenant_id=matter.tenant_id, matter=matter)
    rows.update(withdrawn_at=now())


def require_reason(matter: Matter, finding: str) -> None:
    """Whoever closes what somebody affected calls unsolved says why. Raises ValidationError."""
    found = words.words_of(matter)
    if found is not None and found.unsolved and not finding.strip():
        raise ValidationError({"finding": _("有当事人说没解决。要销号，请写一句为什么。")})


def void_all_words() -> int:
    """After a restore: no link of before is open; it may have been answered since. Run by leitu.core.restored."""
    return Word.objects.waiting().update(withdrawn_at=now())


def sweep_words(before: dt.datetime) -> int:
    """Links that ran out before the moment and were never answered."""
    return Word.objects.filter(answered_at__isnull=True, expires_at__lt=before).delete()[0]
