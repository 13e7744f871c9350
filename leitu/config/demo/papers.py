"""Write topics, agendas, minutes and resolutions of one meeting from the subjects of its field of work."""

import datetime as dt
import random
from dataclasses import dataclass, field
from itertools import cycle

from leitu.config.demo import subjects

ORDER = "一二三四五"


@dataclass(slots=True)
class Paper:
    """What a meeting is about; ``decisions`` are what it is going to resolve."""

    topic: str
    agenda: list[str]
    matters: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def decisions(self) -> list[str]:
        return [f"{subject}：{decision}。" for subject, _said, decision in self.matters]


def prepare(rng: random.Random, kind: str, sector: str, on: dt.date, newcomer: str = "") -> Paper:
    """Topic and agenda of a ``kind`` in a branch of ``sector``. ``newcomer``: whose full membership is to be voted on."""
    matters = subjects.MATTERS.get(sector, subjects.MATTERS["other"])
    if kind == "theme_day":
        study, service = rng.choice(subjects.STUDIES), subjects.SERVICES[on.month]
        return Paper(f"学习{study}；{service}", [f"集中学习{study}", service], rng.sample(matters, 1))
    if kind == "lecture":
        title = rng.choice(subjects.LECTURES)
        return Paper(f"党课：{title}", [title])
    if kind == "organisational_life_meeting":
        return Paper(
            f"{on.year}年度组织生活会", ["通报会前听取意见的情况", "对照检查，开展批评和自我批评", "议定整改事项"]
        )
    if kind == "group_meeting":
        matter = rng.choice(matters)
        return Paper(matter[0], [matter[0]], [matter])
    chosen = rng.sample(matters, rng.choice([1, 1, 2]))
    agenda = [subject for subject, _said, _decision in chosen]
    if kind == "general_meeting":
        if newcomer:
            chosen = chosen[:1]
            agenda = [f"讨论预备党员{newcomer}转正", chosen[0][0]]
        agenda = ["听取支部委员会工作报告", *agenda]
        return Paper(agenda[1], agenda, chosen)
    return Paper(agenda[0], [*agenda, "本月工作安排"], chosen)


def minutes(
    rng: random.Random,
    paper: Paper,
    *,
    kind_name: str,
    kind: str,
    unit: str,
    place: str,
    when: str,
    chair: str,
    recorder: str,
    numbers: tuple[int, int, int],
    speakers: list[str],
    is_short: bool = False,
) -> str:
    """The record of a meeting that took place; ``numbers`` are expected, present, excused. ``is_short``: no quorum."""
    expected, present, excused = numbers
    leave = f"，请假{excused}人" if excused else ""
    lines = [
        f"{when}，{unit}在{place or '会议室'}召开{kind_name}，应到{expected}人，实到{present}人{leave}。"
        f"{chair or '支部委员'}主持，{recorder or '支部委员'}记录。"
    ]
    if is_short:
        return f"{lines[0]}\n到会人数不足半数，会议没有表决，议题留待下次。"
    speakers = speakers or [chair or "主持人"]
    turns = cycle(speakers)
    if kind == "organisational_life_meeting":
        lines += _criticism(rng, speakers)
    elif kind == "lecture":
        lines.append(
            f"{chair or '支部书记'}以“{paper.agenda[0]}”为题讲课，结合本支部的人和事，讲了约{rng.choice([30, 40, 50])}分钟。"
        )
        lines.append(f"课后{next(turns)}说：{rng.choice(subjects.WORDS)}。")
    else:
        for index, (subject, said, decision) in enumerate(paper.matters):
            head = f"{ORDER[index]}、" if len(paper.matters) > 1 else ""
            lines.append(f"{head}{rng.choice(subjects.OPENINGS)}{subject}。{next(turns)}介绍：{said}。")
            lines += [f"{next(turns)}：{word}。" for word in rng.sample(subjects.WORDS, rng.choice([1, 1, 2]))]
            if kind != "theme_day":
                lines.append(f"{rng.choice(subjects.CLOSINGS)}：{decision}。")
        if kind == "theme_day":
            lines.append(
                f"学习之后，分两组{subjects_of(paper)}，{next(turns)}负责记录群众提出的{rng.randint(2, 6)}条意见。"
            )
    return "\n".join(lines)


def subjects_of(paper: Paper) -> str:
    """What was done after the study of a theme day."""
    return paper.agenda[-1]


def _criticism(rng: random.Random, speakers: list[str]) -> list[str]:
    said = rng.sample(subjects.SELF_CRITICISMS, min(len(speakers), 3))
    lines = ["会前征求群众意见，梳理后逐条通报。"]
    others = [*speakers[1:], speakers[0]]
    for speaker, other, fault in zip(speakers, others, said, strict=False):
        advice = rng.choice([one for one in subjects.SELF_CRITICISMS if one not in said])
        lines.append(f"{speaker}自我批评：{fault}。{other}提出：{advice}，望改进。")
    lines.append(f"议定整改{len(said)}项，由支部书记负责，下次会上报告进展。")
    return lines
