"""会议记录: the record of one meeting as a paper to sign and file."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from leitu.reports import paper, pdf

NONE = "无"


@dataclass(frozen=True, kw_only=True)
class Named:
    """Somebody on the roll; ``note`` is the reason for leave, or where a guest comes from."""

    name: str
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Vote:
    """Votes for, against, abstained; ``voters`` is how many were entitled, ``passed`` None when no rule decides."""

    in_favour: int
    against: int
    abstained: int
    voters: int | None = None
    passed: bool | None = None


@dataclass(frozen=True, kw_only=True)
class Resolution:
    """What was resolved, in any number of lines, and the vote on it if there was one."""

    text: str
    vote: Vote | None = None


@dataclass(frozen=True, kw_only=True)
class Revision:
    """A later version of an archived record; the first version is no revision."""

    number: int
    on: dt.date
    by: str
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class MinutesRecord:
    """Everything the paper says. Days and times are the place's own; names stand as given; texts may have many lines.

    ``expected`` and ``present`` are numbers of their own, because an imported ledger may know no names. ``absent`` are
    those without leave. ``quorum`` is the sentence of the rule with its numbers, empty where the kind has none.
    ``late_on`` is the day of entry when the record was entered late (补录), ``late_reason`` why. ``head`` is the line of
    leitu.reports.heads.
    """

    unit: str
    kind: str
    name: str
    on: dt.date
    place: str
    chair: str
    recorder: str
    expected: int
    present: int
    starts_at: dt.time | None = None
    ends_at: dt.time | None = None
    present_names: Sequence[str] = ()
    excused: Sequence[Named] = ()
    absent: Sequence[Named] = ()
    guests: Sequence[Named] = ()
    quorum: str = ""
    agenda: Sequence[str] = ()
    minutes: str = ""
    resolutions: Sequence[Resolution] = ()
    late_on: dt.date | None = None
    late_reason: str = ""
    revisions: Sequence[Revision] = ()
    remarks: Sequence[str] = ()
    draft: bool = False
    head: str = ""


def minutes_docx(record: MinutesRecord) -> bytes:
    """The record as .docx (layout: scripts/build_docx_templates.py). Raises ValueError when it is too long to open."""
    return paper.render("minutes.docx", values_of(record))


def minutes_pdf(record: MinutesRecord) -> bytes:
    """The same as PDF. Raises ValueError when it is too long."""
    return pdf.render("minutes.typ", values_of(record))


def values_of(record: MinutesRecord) -> dict[str, paper.Value]:
    """The values that the form minutes.docx may name; who brings a form of his own finds their names here."""
    absent = max(len(record.absent), record.expected - record.present - len(record.excused), 0)
    return {
        "unit": record.unit,
        "title": title_of(record.kind),
        "draft": record.draft,
        "name": record.name,
        "time": paper.time_text(record.on, record.starts_at, record.ends_at),
        "place": record.place,
        "chair": record.chair,
        "recorder": record.recorder,
        "expected": record.expected,
        "present": record.present,
        "excused": len(record.excused),
        "absent": absent,
        "guests": len(record.guests),
        "present_names": "、".join(record.present_names) or NONE,
        "excused_names": _names(record.excused),
        "absent_names": _names(record.absent),
        "guest_names": _names(record.guests),
        "quorum": record.quorum,
        "agenda": _numbered(record.agenda) or [NONE],
        "minutes": paper.lines(record.minutes) or [NONE],
        "resolutions": [_resolution(number, item) for number, item in enumerate(record.resolutions, 1)]
        or [{"lines": [NONE], "vote": ""}],
        "remarks": _remarks(record),
        "head": record.head,
    }


def title_of(kind: str) -> str:
    """支部党员大会 → 支部党员大会会议记录, 支委会会议 → 支委会会议记录, 主题党日 → 主题党日记录."""
    return f"{kind}会议记录" if kind.endswith("会") else f"{kind}记录"


def vote_text(vote: Vote) -> str:
    """应到会有表决权25人；赞成20票，反对1票，弃权1票。结果：通过。"""
    entitled = f"应到会有表决权{vote.voters}人；" if vote.voters is not None else ""
    counts = f"赞成{vote.in_favour}票，反对{vote.against}票，弃权{vote.abstained}票。"
    return entitled + counts + {True: "结果：通过。", False: "结果：未通过。", None: ""}[vote.passed]


def _names(people: Iterable[Named]) -> str:
    return "、".join(f"{one.name}（{one.note}）" if one.note else one.name for one in people) or NONE


def _numbered(items: Iterable[str]) -> list[str]:
    return [f"{_number(number)}{item}" for number, item in enumerate(items, 1)]


def _number(number: int) -> str:
    return f"（{paper.numeral(number)}）"


def _resolution(number: int, resolution: Resolution) -> dict[str, paper.Value]:
    first, *rest = paper.lines(resolution.text) or [NONE]
    vote = vote_text(resolution.vote) if resolution.vote else ""
    return {"lines": [_number(number) + first, *rest], "vote": vote}


def _remarks(record: MinutesRecord) -> list[str]:
    remarks = list(record.remarks)
    if record.late_on is not None:
        reason = f"，补录原因：{_clause(record.late_reason)}" if record.late_reason else ""
        remarks.append(f"本记录于{paper.day_text(record.late_on)}补录{reason}。")
    for revision in record.revisions:
        day = paper.day_text(revision.on)
        reason = f"，修订原因：{_clause(revision.reason)}" if revision.reason else ""
        remarks.append(f"第{revision.number}版，{day}由{revision.by}修订{reason}。")
    return _numbered(remarks)


def _clause(text: str) -> str:
    return text.strip().rstrip("。.；;")
