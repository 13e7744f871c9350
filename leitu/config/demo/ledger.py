"""The ledger of problems and tasks of a district: what was found in the past two years, most of it closed."""

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass, field

from leitu.config.demo.offices import Offices, PlannedPost
from leitu.config.demo.tree import PlannedUnit
from leitu.core.periods import FOREVER
from leitu.matters.models import Matter, Step
from leitu.matters.stages import stage_on
from leitu.orgs.models import Involvement
from leitu.people.models import Post

Kind, State = Matter.Kind, Matter.State
TYPICAL: tuple[tuple[str, str, str, str, str], ...] = (
    (Kind.PROBLEM, "三会一课记录缺签字", "每次会议签字齐全，连续两次", "补签三次，会后当场签", "连续两次会议签字齐全"),
    (
        Kind.PROBLEM,
        "主题党日形式单一，年轻党员参加少",
        "每月有一次走出会议室的活动",
        "改到周末，到村口劳动",
        "三个月参加率过八成",
    ),
    (Kind.PROBLEM, "党员活动室屋顶漏水", "雨天不漏，能正常开会", "请维修队看过，报价三千二百元", "三场雨没有再漏"),
    (
        Kind.PROBLEM,
        "流动党员三人联系不上",
        "每人每季度联系一次，有记录",
        "通过家属找到两人",
        "三人都已联系上，登记了去向",
    ),
    (
        Kind.PROBLEM,
        "党务公开栏内容半年没有更换",
        "每季度更换，有人负责",
        "已换上三季度内容",
        "公开栏每季更换，写明责任人",
    ),
    (
        Kind.RECTIFICATION,
        "支委会讨论问题少，记录简单",
        "每次至少讨论一个具体问题",
        "十月会议讨论了水渠清淤",
        "连续三次有讨论、有决定",
    ),
    (Kind.RECTIFICATION, "党费收缴不及时", "每月十五日前收齐", "指定组织委员代收", "两个月都按时收齐"),
    (
        Kind.RECTIFICATION,
        "谈心谈话没有全覆盖",
        "书记与班子、班子与党员都谈到",
        "还剩四名党员没有谈",
        "全部谈完，名单在册",
    ),
    (Kind.TASK, "完成届满党支部换届准备", "方案报批，候选人摸底", "方案已报镇党委", "按期完成换届"),
    (Kind.TASK, "慰问七十岁以上老党员", "每户走到，困难登记", "走了九户，还有三户", "十二户全部走到"),
    (Kind.RESPONSIBILITY, "年内为群众办两件实事", "两件都办成，群众说好", "路灯已经安好", "路灯、水渠两件都已办成"),
)
"""List, what was found, the standard, a word of progress, the effect."""
SOURCES = ("十月督查第3条", "述职评议点评", "群众反映", "支委会提出", "")
NEAR = (
    (State.IN_PROGRESS, -2),
    (State.PUBLISHED, 5),
    (State.SENT_BACK, 9),
    (State.CLOSE_REQUESTED, 3),
    (State.NOTED, 0),
)
"""What waits in the branches of the demo accounts: the state, and the days to its date."""
DAYS = 14
PATHS: dict[str, tuple[str, ...]] = {
    State.NOTED: (),
    State.PUBLISHED: ("published",),
    State.IN_PROGRESS: ("published", "progress"),
    State.CLOSE_REQUESTED: ("published", "progress", "close_requested"),
    State.SENT_BACK: ("published", "progress", "close_requested", "sent_back"),
    State.CLOSED: ("published", "progress", "close_requested", "closed"),
}
"""State -> the steps that led there, after the note."""


@dataclass
class Lines:
    """Rows to load."""

    matters: list[Matter] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    involved: list[Involvement] = field(default_factory=list)


class Ledger:
    """Writes matters with their streams, unsaved; keys are given, so that facts can be derived from them."""

    def __init__(
        self, rng: random.Random, tenant_id: int, today: dt.date, offices: Offices, keys: tuple[int, int]
    ) -> None:
        self.rng, self.tenant_id, self.today = rng, tenant_id, today
        self.next_matter, self.next_step = keys
        self.heads: dict[PlannedUnit, PlannedPost] = {
            post.unit: post
            for post in offices.posts
            if post.title == Post.Title.SECRETARY and post.until == FOREVER and post.person is not None
        }
        self.made = Lines()

    def write(self, units: list[PlannedUnit], settled: list[PlannedUnit], start: dt.date) -> Lines:
        """Two or three for each branch that has a secretary, some open; those of NEAR for the demo accounts."""
        for unit in units:
            if unit not in self.heads or unit.parent is None:
                continue
            if unit in settled:
                for number, (waiting, days) in enumerate(NEAR):
                    self.matter(unit, TYPICAL[number], waiting, self.today + dt.timedelta(days=days - DAYS))
            for state in self._states():
                known = max(start, unit.founded_on or start)
                reach = (self.today - known).days - 60
                is_open = state not in (State.CLOSED, State.NOTED)
                back = self.rng.randint(1, 20) if is_open or reach < 1 else self.rng.randint(30, 30 + reach)
                self.matter(unit, self.rng.choice(TYPICAL), state, self.today - dt.timedelta(days=back))
        return self.made

    def _states(self) -> Iterator[str]:
        yield State.CLOSED
        if self.rng.random() < 0.6:
            yield State.CLOSED
        if self.rng.random() < 0.5:
            yield self.rng.choice(
                [State.PUBLISHED, State.IN_PROGRESS, State.IN_PROGRESS, State.CLOSE_REQUESTED, State.NOTED]
            )

    def matter(self, unit: PlannedUnit, words: tuple[str, str, str, str, str], state: str, noted_on: dt.date) -> Matter:
        """One matter of a unit that has a secretary and a superior, with the steps that led to ``state``."""
        kind, title, standard, progress, effect = words
        noted_on = min(noted_on, self.today)
        head, reviewer = self.heads[unit], unit.parent
        assert head.person is not None
        assert reviewer is not None
        due_on = noted_on + dt.timedelta(days=DAYS)
        is_noted = state == State.NOTED
        path = PATHS[state]
        takes = self.rng.randint(8, 18)
        closed_on = min(noted_on + dt.timedelta(days=takes), self.today) if state == State.CLOSED else None
        matter = Matter(
            id=self.next_matter,
            tenant_id=self.tenant_id,
            unit_id=unit.pk,
            kind=kind,
            title=title,
            state=state,
            person_id=None if is_noted else head.person.pk,
            person_name="" if is_noted else head.name,
            standard="" if is_noted else standard,
            due_on=None if is_noted else due_on,
            first_due_on=None if is_noted else due_on,
            reviewer_unit_id=None if is_noted else reviewer.pk,
            source_text=self.rng.choice(SOURCES),
            noted_on=noted_on,
            noted_by_label=head.name,
            closed_on=closed_on,
            effect=effect if "close_requested" in path else "",
            stages_told=0 if is_noted else stage_on(due_on, self.today),
        )
        self.next_matter += 1
        self.made.matters.append(matter)
        if not is_noted:
            self._involve(matter, reviewer)
        texts = {
            "published": standard,
            "progress": progress,
            "close_requested": effect,
            "sent_back": "还有一次没有做到",
        }
        self._step(matter, Step.Kind.NOTED, noted_on, title, head.name)
        for number, step in enumerate(path):
            on = (
                closed_on
                if step == "closed" and closed_on
                else min(noted_on + dt.timedelta(days=2 * number), self.today)
            )
            by = reviewer.name if step in ("closed", "sent_back") else head.name
            self._step(matter, step, on, texts.get(step, ""), by)
        return matter

    def _involve(self, matter: Matter, reviewer: PlannedUnit) -> None:
        self.made.involved.append(
            Involvement(
                tenant_id=self.tenant_id,
                unit_id=reviewer.pk,
                object_type=Matter._meta.label,
                object_id=matter.pk,
                capacity=Involvement.Capacity.REVIEWER,
            )
        )

    def _step(self, matter: Matter, kind: str, on: dt.date, text: str, by: str) -> None:
        at = dt.datetime.combine(on, dt.time(1, 30), dt.UTC)
        self.made.steps.append(
            Step(
                id=self.next_step,
                tenant_id=self.tenant_id,
                matter_id=matter.pk,
                unit_id=matter.unit_id,
                kind=kind,
                on=on,
                at=at,
                by_label=by,
                text=text,
                due_on=matter.due_on if kind != Step.Kind.NOTED else None,
                data={},
            )
        )
        self.next_step += 1
