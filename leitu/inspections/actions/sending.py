"""A visit is sent: what was looked at, what was found, and the matters that come of it."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from leitu.audit.record import record
from leitu.core.actor import Actor
from leitu.core.clock import now, today
from leitu.core.errors import NotAllowed, WrongState
from leitu.facts.derive import derive
from leitu.inspections import policies, queries
from leitu.inspections.models import ChecklistLine, Finding, Inspection, Round
from leitu.inspections.origins import source_of
from leitu.matters import actions as matters
from leitu.matters import queries as matter_queries
from leitu.norms.models import Norm
from leitu.orgs.models import Involvement, Unit

MOST_SAID = 500
AFTERWARDS_DAYS = 14
"""So long after the end of a round a visit from its time may still come in (a phone without a network)."""


@dataclass(frozen=True)
class Seen:
    """What a visit saw: verdicts (``ok``, ``problem``, ``not_applicable``) and sentences by the key of the line.

    ``other`` is a problem that stands on no line: a sentence and the code of the norm that it offends.
    """

    verdicts: Mapping[int, str]
    notes: Mapping[int, str] = field(default_factory=dict)
    other: str = ""
    other_norm: str = ""
    has_asked: bool = False
    asked_note: str = ""


@dataclass(frozen=True)
class _Problem:
    text: str
    rule: str
    norm_code: str
    standard: str
    line: ChecklistLine | None = None


@transaction.atomic
def submit(*, actor: Actor, round: Round, unit: Unit, on: dt.date, seen: Seen, client_key: str) -> Inspection:
    """Send one visit. Every finding cites its rule and becomes a matter with its four clarities filled in.

    ``client_key`` was made with the form: the same one from the same account is the same visit, whatever is sent with
    it. A visit from the time of a round that has ended comes in for AFTERWARDS_DAYS and is marked. A second visit at
    one unit is kept beside the first. Raises NotAllowed, WrongState, ValidationError.
    """
    policies.INSPECT.require(actor, unit)
    if round.tenant_id != unit.tenant_id or not policies.INSPECT.allows(actor, round):
        raise NotAllowed(_("这一轮不是您所在单位的检查。"))
    before = Inspection.objects.filter(tenant_id=unit.tenant_id, by=actor.user_id, client_key=client_key).first()
    if before is not None:
        return before
    round = Round.objects.select_related("unit", "scope", "checklist").get(tenant_id=round.tenant_id, pk=round.pk)
    _require_open(actor, round, unit, on)
    lines = {line.pk: line for line in queries.lines_of(round.checklist)}
    problems = _judge(round, lines, seen)

    made = Inspection.objects.create(
        tenant_id=unit.tenant_id,
        unit=unit,
        round=round,
        on=on,
        client_key=client_key,
        answers={str(key): verdict for key, verdict in seen.verdicts.items()},
        looked_at=sum(verdict != "not_applicable" for verdict in seen.verdicts.values()),
        found=len(problems),
        has_asked=seen.has_asked,
        asked_note=seen.asked_note.strip()[:MOST_SAID],
        sent_late=round.state == Round.State.OVER,
        submitted_at=now(),
        by=actor.user_id,
        by_label=actor.label[:120],
    )
    _involve(made)
    for problem in problems:
        _find(actor, made, problem)

    record(
        actor,
        "inspections.submit",
        made,
        counts_for=[round.unit_id],
        round=round.title,
        looked_at=made.looked_at,
        found=made.found,
        on=on,
        late=made.sent_late,
    )
    derive(made, is_first=True)
    return made


def _require_open(actor: Actor, round: Round, unit: Unit, on: dt.date) -> None:
    """Raises WrongState, NotAllowed, ValidationError unless this visit can belong to the round."""
    if round.state == Round.State.PLANNED:
        raise WrongState(_("这一轮还没有抽取，不能提交。"))
    last = min(round.ends_on, round.ended_on or round.ends_on)
    if not round.starts_on <= on <= today():
        raise ValidationError({"on": _("检查日期不在这一轮的时间里，也不能是以后。")})
    if on > last or (today() - last).days > AFTERWARDS_DAYS:
        raise WrongState(
            _("这一轮 %(day)s 已经结束，收不下了。请联系安排检查的同志，内容先留着。") % {"day": last.isoformat()}
        )
    named = set(round.inspectors.values_list("user", flat=True))
    if not actor.is_trusted and actor.user_id not in named:
        raise NotAllowed(_("这一轮的检查人里没有您。"))
    if not queries.in_scope(round, on).filter(pk=unit.pk).exists():
        raise ValidationError({"unit": _("这个党组织不在这一轮的范围里。")})


def _judge(round: Round, lines: Mapping[int, ChecklistLine], seen: Seen) -> list[_Problem]:
    """The problems, each with its rule. Raises ValidationError that names every line without an answer."""
    wrong: dict[str, Any] = {}
    found = []
    if set(seen.verdicts) - set(lines):
        raise ValidationError(_("这张清单已经换了，请重新打开再填。"))
    for key, line in lines.items():
        verdict, text = seen.verdicts.get(key, ""), seen.notes.get(key, "").strip()
        if verdict not in queries.VERDICTS:
            wrong[f"line_{key}"] = _("这一条还没有选。")
        elif verdict == "problem" and not text:
            wrong[f"note_{key}"] = _("写一句是什么问题。")
        elif verdict == "problem":
            found.append(_Problem(text[:MOST_SAID], line.rule, line.norm_code, line.standard, line))
    other = seen.other.strip()[:MOST_SAID]
    norm = _norm(round.tenant_id, seen.other_norm) if other else None
    if other and norm is None:
        wrong["other_norm"] = _("选出它违反的是哪一条制度，没有依据的问题不能提交。")
    elif norm is not None:
        article = f"《{norm.definition['document']}》{norm.definition['article']}"
        found.append(_Problem(other, article, norm.code, str(norm.definition["summary"])[:300]))
    if wrong:
        raise ValidationError(wrong)
    return found


def _norm(tenant_id: int, code: str) -> Norm | None:
    rows = Norm.objects.filter(tenant_id=tenant_id, code=code, pack__is_active=True, valid_from__lte=today())
    return rows.order_by("-valid_from", "-pk").first() if code else None


def _involve(made: Inspection) -> None:
    """The body that came sees the visit as well."""
    Involvement.objects.create(
        tenant_id=made.tenant_id,
        object_type=Inspection._meta.label,
        object_id=made.pk,
        unit_id=made.round.unit_id,
        capacity=Involvement.Capacity.REVIEWER,
    )


def _find(actor: Actor, made: Inspection, problem: _Problem) -> None:
    """One finding, and the matter that it becomes: ready to be published with one tap."""
    matter = matters.note(actor=actor, unit=made.unit, title=problem.text, source=source_of(made, problem.norm_code))
    reviewers = matter_queries.reviewers_for(made.unit)
    usual = matter_queries.proposal(matter)
    matter = matters.change(
        actor=actor,
        matter=matter,
        due_on=usual["due_on"],
        person=usual["person"],
        standard=problem.standard,
        reviewer_unit=reviewers.filter(pk=made.round.unit_id).first() or usual["reviewer_unit"],
    )
    Finding.objects.create(
        tenant_id=made.tenant_id,
        inspection=made,
        line=problem.line,
        text=problem.text,
        rule=problem.rule,
        norm_code=problem.norm_code,
        matter=matter,
    )
