"""The word of whoever is affected (当事人回话): which links are open, and what was said since the closing was asked for."""

from dataclasses import dataclass

from leitu.accounts.tokens import digest
from leitu.matters.models import Matter, Step, Word

PURPOSE = "matters.word"


@dataclass(frozen=True)
class Words:
    """What came back of the links given out for the closing that waits; who keeps silent has not agreed."""

    solved: list[Word]
    unsolved: list[Word]
    silent: int

    @property
    def answered(self) -> list[Word]:
        return [*self.unsolved, *self.solved]


def open_word(code: str) -> Word | None:
    """The link that this code opens, while its matter waits for the checker; None for every other code."""
    rows = Word.objects.waiting().filter(digest=digest(code, PURPOSE), matter__state=Matter.State.CLOSE_REQUESTED)
    return rows.select_related("matter").first()


def words_of(matter: Matter) -> Words | None:
    """Those since the closing was last asked for; None when nobody was asked."""
    steps = Step.objects.filter(tenant_id=matter.tenant_id, matter=matter, kind=Step.Kind.CLOSE_REQUESTED)
    last = steps.order_by("-pk").values_list("at", flat=True).first()
    if last is None:
        return None
    rows = list(Word.objects.filter(tenant_id=matter.tenant_id, matter=matter, asked_at__gte=last).order_by("pk"))
    if not rows:
        return None
    given = {answer: [row for row in rows if row.answer == answer] for answer in Word.Answer.values}
    silent = len(rows) - sum(map(len, given.values()))
    return Words(given[Word.Answer.SOLVED], given[Word.Answer.UNSOLVED], silent)
