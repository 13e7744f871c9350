"""Inspections of a district: last quarter's round is over, this quarter's is half done, the next one is planned."""

import datetime as dt
import random
from dataclasses import dataclass, field

from leitu.accounts.models import User
from leitu.config.demo.ledger import TYPICAL, Ledger
from leitu.config.demo.tree import PlannedUnit
from leitu.core.periods import PeriodKind, period_of
from leitu.inspections import sampling
from leitu.inspections.actions.rounds import A_TRIP, BY_LOT, working_days
from leitu.inspections.facts import title
from leitu.inspections.models import Checklist, ChecklistLine, Draw, DrawInput, Finding, Inspection, Inspector, Round
from leitu.matters.models import Matter
from leitu.orgs.kinds import branch_kinds
from leitu.orgs.models import Involvement, Tenant

REMARKS = ("讲得实在，照着改。", "十月停电，当天没有签字，已补。", "", "", "")
FOUND = 0.12
"""Of visits that find something."""


@dataclass
class Sent:
    """Rows to load: visits with what was found, and the involvement of the body that came."""

    draws: list[Draw] = field(default_factory=list)
    visits: list[Inspection] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    involved: list[Involvement] = field(default_factory=list)


class Inspecting:
    """Writes rounds, and visits unsaved; the keys of visits are given, so that facts and matters can name them."""

    def __init__(
        self, rng: random.Random, tenant: Tenant, root: PlannedUnit, today: dt.date, ledger: Ledger, first: int
    ) -> None:
        self.rng, self.tenant, self.root, self.today, self.ledger = rng, tenant, root, today, ledger
        self.next_visit, self.made = first, Sent()
        self.checklist = Checklist.objects.filter(tenant=tenant, is_current=True).order_by("pk")[0]
        self.lines = list(ChecklistLine.objects.filter(checklist=self.checklist).order_by("order"))
        self.user = User.objects.get(tenant_id=tenant.pk, username="inspector")

    def write(self, branches: list[PlannedUnit], waiting: PlannedUnit) -> Sent:
        """Three rounds of the whole district. ``waiting``: the branch of the demo secretary, which was visited lately and
        has not said anything to it yet.
        """
        now = period_of(PeriodKind.QUARTER, self.today)
        before = period_of(PeriodKind.QUARTER, now.start - dt.timedelta(days=1))
        after = period_of(PeriodKind.QUARTER, now.end + dt.timedelta(days=1))
        old = self._round(before.start, before.end, Round.State.OVER, len(branches))
        seen = self._visit(old, branches, {}, 0.97, before.end)
        here = self._round(now.start, now.end, Round.State.UNDER_WAY, len(branches))
        self._visit(here, branches, seen, 0.6, self.today, but=waiting)
        lately = working_days(now.start, self.today)[-2:][0]
        self._send(here, waiting, lately, is_wrong=waiting in self.ledger.heads, answered=False)
        self._round(after.start, after.end, Round.State.PLANNED, 0)
        return self.made

    def _round(self, first: dt.date, last: dt.date, state: str, units: int) -> Round:
        words = {"year": first.year, "quarter": (first.month + 2) // 3}
        row = Round.objects.create(
            tenant=self.tenant,
            unit_id=self.root.pk,
            scope_id=self.root.pk,
            title="{year} 年第 {quarter} 季度三会一课抽查".format(**words),
            kind=Round.Kind.SPOT_CHECK,
            state=state,
            checklist=self.checklist,
            kinds=branch_kinds(),
            starts_on=first,
            ends_on=last,
            in_scope=units,
            seed="" if state == Round.State.PLANNED else f"{self.rng.getrandbits(64):016x}",
            drawn_on=None if state == Round.State.PLANNED else first,
            ended_on=last if state == Round.State.OVER else None,
        )
        Inspector.objects.create(tenant=self.tenant, round=row, user=self.user.pk, label=self.user.label)
        return row

    def _visit(
        self,
        row: Round,
        branches: list[PlannedUnit],
        seen: dict[int, dt.date],
        share: float,
        last: dt.date,
        but: PlannedUnit | None = None,
    ) -> dict[int, dt.date]:
        """Draw the sample and visit a share of it in its order, ``but`` one. Returns who was visited when."""
        units = [_candidate(unit, seen.get(unit.pk)) for unit in branches]
        terms = sampling.Terms(row.starts_on, row.target, row.ceiling, BY_LOT[Round.Kind.SPOT_CHECK], A_TRIP)
        text = sampling.write(units, terms)
        row.digest = sampling.digest(text)
        row.save(update_fields=["digest"])
        DrawInput.objects.create(tenant=self.tenant, round=row, text=text)
        drawn = sampling.draw(row.seed, units, terms)
        known = {unit.pk: unit for unit in branches}
        done = round(len(drawn) * share)
        past, ahead = working_days(row.starts_on, last), working_days(max(last, row.starts_on), row.ends_on)
        found = {}
        for order, one in enumerate(drawn, 1):
            is_done = order <= done
            days, place, of = (past, order - 1, done) if is_done else (ahead, order - done - 1, len(drawn) - done)
            on = days[place * len(days) // of]
            self._draw(row, one, order, on)
            if is_done and known[one.key] is not but:
                found[one.key] = on
                is_wrong = known[one.key] in self.ledger.heads and self.rng.random() < FOUND
                answered = (self.today - on).days > 5 and self.rng.random() < 0.9
                self._send(row, known[one.key], on, is_wrong=is_wrong, answered=answered)
        return found

    def _draw(self, row: Round, one: sampling.Drawn, order: int, on: dt.date) -> None:
        plain = {"order": order, "trip": one.trip, "reason": one.reason, "planned_on": on, "inspector": self.user.pk}
        self.made.draws.append(Draw(tenant_id=self.tenant.pk, round_id=row.pk, target_id=one.key, **plain))

    def _send(self, row: Round, unit: PlannedUnit, on: dt.date, *, is_wrong: bool, answered: bool) -> None:
        line = self.rng.choice(self.lines) if is_wrong else None
        at = dt.datetime.combine(on, dt.time(7, 30), dt.UTC)
        visit = Inspection(
            id=self.next_visit,
            tenant_id=self.tenant.pk,
            unit_id=unit.pk,
            round=row,
            state=Inspection.State.CONFIRMED if answered else Inspection.State.SUBMITTED,
            on=on,
            client_key=f"demo-{self.next_visit:012d}",
            answers={str(one.pk): "problem" if one is line else "ok" for one in self.lines},
            looked_at=len(self.lines),
            found=int(is_wrong),
            has_asked=True,
            submitted_at=at,
            by=self.user.pk,
            by_label=self.user.label,
            remark=self.rng.choice(REMARKS) if answered else "",
            confirmed_at=at + dt.timedelta(hours=4) if answered else None,
            confirmed_by_label=self.ledger.heads[unit].name if answered and unit in self.ledger.heads else "",
        )
        self.next_visit += 1
        self.made.visits.append(visit)
        self.made.involved.append(
            Involvement(
                tenant_id=self.tenant.pk,
                unit_id=self.root.pk,
                object_type=Inspection._meta.label,
                object_id=visit.pk,
                capacity=Involvement.Capacity.REVIEWER,
            )
        )
        if line is not None:
            self._find(visit, unit, line)

    def _find(self, visit: Inspection, unit: PlannedUnit, line: ChecklistLine) -> None:
        """One finding with its matter: of the last weeks open, of before mostly closed."""
        _kind, text, _standard, progress, effect = self.rng.choice(TYPICAL[:5])
        is_old = (self.today - visit.on).days > 30
        state = Matter.State.CLOSED if is_old and self.rng.random() < 0.9 else Matter.State.IN_PROGRESS
        words = (Matter.Kind.PROBLEM, text, line.standard, progress, effect)
        matter = self.ledger.matter(unit, words, state, visit.on)
        matter.source_kind, matter.source_key, matter.norm_code = "inspection", str(visit.pk), line.norm_code
        matter.source_text = title(visit)[:200]
        plain = {"text": text, "rule": line.rule, "norm_code": line.norm_code}
        self.made.findings.append(
            Finding(tenant_id=self.tenant.pk, inspection_id=visit.pk, line_id=line.pk, matter_id=matter.pk, **plain)
        )


def _candidate(unit: PlannedUnit, seen_on: dt.date | None) -> sampling.Candidate:
    above = unit.parent
    region = above.parent.pk if above is not None and above.parent is not None else 0
    return sampling.Candidate(unit.pk, above.pk if above is not None else 0, region, seen_on, 0, 0)
