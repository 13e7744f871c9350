import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from leitu.audit.record import record
from leitu.core.actor import Actor
from leitu.core.clock import today
from leitu.core.sentences import LONGEST
from leitu.facts.derive import derive
from leitu.pledges import evidence, policies, queries
from leitu.pledges.actions.fresh import fresh, require_open
from leitu.pledges.models import Pledge, PledgeLine

Outcome = PledgeLine.Outcome


@dataclass(frozen=True)
class Result:
    """How one line came out: a value of PledgeLine.Outcome, and a sentence, which only what was kept needs not."""

    outcome: str
    said: str = ""


@transaction.atomic
def settle(*, actor: Actor, pledge: Pledge, results: Mapping[int, Result], version: int | None = None) -> Pledge:
    """Say of some lines, by their keys, whether they were kept; with the last one the list is settled (对账).

    What is on record beside each line is kept as it stands that day. Raises NotAllowed, WrongState, StaleEdit,
    ValidationError at ``outcome-<key>`` or ``said-<key>`` (no such line, no sentence, the year is not over).
    """
    policies.SIGN.require(actor, pledge)
    pledge = fresh(pledge, version)
    require_open(pledge)
    lines = {line.pk: line for line in PledgeLine.objects.filter(tenant_id=pledge.tenant_id, pledge=pledge)}
    problems = {name: problem for key, one in results.items() for name, problem in _problems(pledge, lines, key, one)}
    if not results:
        problems["__all__"] = _("至少选一条。")
    if problems:
        raise ValidationError(problems)

    shown = evidence.beside(pledge, [lines[key] for key in results])
    for key, result in results.items():
        line = lines[key]
        line.outcome, line.said, line.settled_on = result.outcome, result.said.strip(), today()
        line.evidence = [one.text for one in shown.get(key, [])]
        line.save(update_fields=["outcome", "said", "settled_on", "evidence"])
    if all(line.outcome for line in lines.values()):
        pledge.settled_on = today()
    pledge.version += 1
    pledge.save(update_fields=["settled_on", "version"])
    derive(pledge)

    done = sum(result.outcome == Outcome.DONE for result in results.values())
    record(actor, "pledges.settle", pledge, count=len(results), done=done)
    return pledge


def _problems(pledge: Pledge, lines: Mapping[int, PledgeLine], key: int, result: Result) -> list[tuple[str, str]]:
    """What is wrong with one result, as (field, sentence)."""
    if key not in lines or result.outcome not in Outcome.values:
        return [(f"outcome-{key}", _("没有这一条，或没有这种结果。"))]
    if result.outcome != Outcome.DONE and today() < dt.date(pledge.year, queries.SETTLED_FROM, 1):
        return [(f"outcome-{key}", _("一年还没有过完，十一月以后再说没做到。"))]
    if result.outcome != Outcome.DONE and not result.said.strip():
        return [(f"said-{key}", _("没有全做到的，写一句为什么、打算怎么办。"))]
    if len(result.said.strip()) > LONGEST:
        return [(f"said-{key}", _("最多 %(most)s 个字。") % {"most": LONGEST})]
    return []
