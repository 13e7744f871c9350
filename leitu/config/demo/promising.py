"""What a demo district promised and planned: the lists of last year and this one, two plans, and what is under way."""

import datetime as dt
import random

from leitu.accounts.models import User
from leitu.config.demo.ledger import Ledger
from leitu.config.demo.tree import PlannedUnit
from leitu.core.actor import Actor, ActorKind
from leitu.matters import actions as matters
from leitu.matters.models import Matter
from leitu.orgs.models import Tenant, Unit
from leitu.people.models import Person, Post
from leitu.plans import actions as plans
from leitu.plans import patterns
from leitu.plans.models import PlanLine
from leitu.plans.origins import SOURCE
from leitu.pledges import evidence, queries
from leitu.pledges.actions import answer, comment
from leitu.pledges.models import Pledge, PledgeLine

MOST_UNITS = 40
OWN = ("每月进村入户两次，记下要办的事", "年内把村口的路灯修好")
WHY = ("两户在外地，打了电话没见上面，春节返乡时补上", "资金只到一半，余下的明年三月底前做完")
HANDED_DOWN = ("岁末走访慰问困难党员和老党员", "每户走到，难处记下来、有回音")


class Promising:
    """Writes pledges and plans of ``units`` in bulk; ``settled`` are the branches of the demo accounts, who act as well."""

    def __init__(
        self,
        rng: random.Random,
        tenant: Tenant,
        today: dt.date,
        units: list[PlannedUnit],
        settled: list[PlannedUnit],
        ledger: Ledger,
    ) -> None:
        self.rng, self.tenant, self.today, self.ledger = rng, tenant, today, ledger
        self.settled = settled
        self.planned: list[tuple[PlanLine, Matter]] = []
        above = {unit.parent for unit in settled if unit.parent is not None}
        branches = [unit for unit in units if unit.is_branch and unit not in settled and unit.exists_on(today)]
        some = branches[:: max(1, len(branches) // MOST_UNITS)][:MOST_UNITS]
        self.units = [*settled, *sorted(above, key=lambda unit: unit.pk), *some]

    # -- pledges

    def pledge(self) -> list[Pledge]:
        """Last year's lists, settled, then this year's, which take over what was not kept; nearly everybody has signed."""
        known = {unit.pk for unit in self.settled}
        made: list[Pledge] = []
        for year in (self.today.year - 1, self.today.year):
            posts = queries.due(self.tenant.pk, year).filter(unit_id__in=[unit.pk for unit in self.units])
            for post in posts.order_by("pk"):
                if post.unit_id in known or self.rng.random() < 0.85:
                    made.append(self._signed(post, year, post.unit_id in known))
        return made

    def _signed(self, post: Post, year: int, in_full: bool) -> Pledge:
        signed_on = min(max(dt.date(year, 1, self.rng.randint(8, 28)), post.since), self.today)
        above = queries.countersigner_of(post.unit, post.title)
        countersigned_on = min(signed_on + dt.timedelta(days=self.rng.randint(2, 20)), self.today)
        is_over = year < self.today.year
        is_countersigned = above is not None and (is_over or in_full or self.rng.random() < 0.8)
        pledge = Pledge.objects.create(
            tenant=self.tenant,
            unit=post.unit,
            post=post,
            person_id=post.person_id,
            holder_name=post.holder_name,
            title=post.title,
            year=year,
            signed_on=signed_on,
            signed_by_label=post.holder_name,
            countersigner=above,
            countersigned_on=countersigned_on if is_countersigned else None,
            countersigned_by_label=above.name if above is not None and is_countersigned else "",
            settled_on=dt.date(year, 12, 20) if is_over else None,
        )
        lines = queries.lines_for(post, year)
        words = OWN if in_full and post.title == Post.Title.SECRETARY else ()
        for text in words:
            if text not in [line.text for line in lines]:
                own = {"origin": PledgeLine.Origin.OWN, "kind": queries.kinds_for(post.title)[-1]}
                lines.append(PledgeLine(tenant=self.tenant, text=text, **own))
        for number, line in enumerate(lines, 1):
            line.pledge, line.order = pledge, number
        PledgeLine.objects.bulk_create(lines)
        if is_over:
            self._settle(pledge, lines, in_full)
        return pledge

    def _settle(self, pledge: Pledge, lines: list[PledgeLine], in_full: bool) -> None:
        shown = evidence.beside(pledge, lines) if in_full else {}
        for number, line in enumerate(lines, 1):
            is_kept = number < len(lines) and self.rng.random() < 0.9
            line.outcome = PledgeLine.Outcome.DONE if is_kept else PledgeLine.Outcome.PARTLY
            line.said = "" if is_kept else self.rng.choice(WHY)
            line.settled_on, line.evidence = pledge.settled_on, [one.text for one in shown.get(line.pk, [])]
        PledgeLine.objects.bulk_update(lines, ["outcome", "said", "settled_on", "evidence"])

    # -- plans

    def plan(self) -> None:
        """Two years of plans for the branches of the demo accounts and the committee above them."""
        places = [*self.settled, *(unit.parent for unit in self.settled if unit.parent is not None)]
        for place in dict.fromkeys(places):
            unit = Unit.objects.get(pk=place.pk)
            old: dict[str, PlanLine] = {}
            for year in (self.today.year - 1, self.today.year):
                for one in patterns.proposed(unit):
                    line = PlanLine(
                        tenant=self.tenant,
                        unit=unit,
                        year=year,
                        due_on=dt.date(year, one.month, one.day),
                        title=one.title,
                        standard=one.standard,
                        copied_from=old.get(one.title),
                        by_label=self._head(place),
                    )
                    line.save()
                    old[one.title] = line
                    if line.due_on < self.today and place in self.ledger.heads and place.parent is not None:
                        self._done(place, line)

    def _head(self, place: PlannedUnit) -> str:
        head = self.ledger.heads.get(place)
        return head.name if head is not None else place.name

    def _done(self, place: PlannedUnit, line: PlanLine) -> None:
        """The task of a line whose date has gone by, closed in time."""
        words = (Matter.Kind.TASK, line.title, line.standard, "已经着手，分了工", "按时办成，党员群众认可")
        task = self.ledger.matter(place, words, Matter.State.CLOSED, line.due_on - dt.timedelta(days=14))
        task.source_kind, task.source_key, task.source_text = SOURCE, str(line.pk), f"{line.year} 年度计划"
        self.planned.append((line, task))

    def link(self) -> None:
        """Point the lines to their tasks, once these are loaded."""
        for line, task in self.planned:
            line.matter_id = task.pk
        PlanLine.objects.bulk_update([line for line, _task in self.planned], ["matter"])

    # -- what the accounts do themselves

    def act(self) -> None:
        """The secretary leads two key matters, members speak, the officer hands something down, the plan is issued."""
        secretary, elder, officer = (_actor(name, self.tenant) for name in ("secretary", "elder", "officer"))
        village = Unit.objects.select_related("parent").get(pk=self.settled[0].pk)
        self._lead(secretary, village)
        self._speak(secretary, elder, village)
        ahead = PlanLine.objects.filter(unit=village, year=self.today.year, matter__isnull=True, due_on__gte=self.today)
        if ahead:
            plans.issue(actor=secretary, unit=village, lines=list(ahead))
        self._hand_down(officer)

    def _lead(self, secretary: Actor, village: Unit) -> None:
        waiting = [Matter.State.PUBLISHED, Matter.State.IN_PROGRESS, Matter.State.SENT_BACK]
        for matter in Matter.objects.filter(unit=village, state__in=waiting).order_by("pk")[:2]:
            matters.mark(actor=secretary, matter=matter)
            matters.inquire(actor=secretary, matter=matter, text="卡在哪里？要人还是要钱，直接说。")
        late = Matter.objects.filter(unit=village, is_key=True).order_by("due_on").first()
        if late is not None:
            matters.urge(actor=secretary, matter=late, text="这周五支委会上说结果。")

    def _speak(self, secretary: Actor, elder: Actor, village: Unit) -> None:
        mine = Pledge.objects.filter(unit=village, year=self.today.year, person_id=secretary.person_id).first()
        if mine is None:
            return
        first, *_rest, last = PledgeLine.objects.filter(pledge=mine).select_related("pledge").order_by("order")
        said = comment(actor=elder, line=first, text="大会要提前说清议题，我们好先想一想。", with_name=True)
        answer(actor=secretary, comment=said, text="好，从下次起提前三天把议题发到群里。")
        comment(actor=elder, line=last, text="东头还有两盏不亮。")

    def _hand_down(self, officer: Actor) -> None:
        root = Unit.objects.get(tenant=self.tenant, parent__isnull=True)
        title, standard = HANDED_DOWN
        due_on = dt.date(self.today.year, 12, 31)
        line = plans.add_line(
            actor=officer, unit=root, year=self.today.year, title=title, standard=standard, due_on=due_on
        )
        whole = plans.issue(actor=officer, unit=root, lines=[line])[0].matter
        assert whole is not None
        below = Unit.objects.filter(pk__in=[unit.pk for unit in self.settled])
        matters.split(
            actor=officer,
            matter=whole,
            units=list(below),
            title=title,
            standard=standard,
            due_on=due_on,
            minutes=20,
        )


def _actor(username: str, tenant: Tenant) -> Actor:
    user = User.objects.get(tenant_id=tenant.pk, username=username)
    person = Person.objects.filter(account=user).first()
    return Actor(ActorKind.USER, user.pk, tenant.pk, user.label, person.pk if person else 0)
