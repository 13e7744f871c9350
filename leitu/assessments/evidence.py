"""What a kept sheet rests on: every record by its key, so that it can be computed again to the same result."""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any

from leitu.assessments.score import Basis, Cell, Tally

MET, OWED, PENDING, WAIVED = "met", "owed", "pending", "waived"


@dataclass
class Evidence:
    """Lists of what counted, in the order of their keys; days and amounts as text.

    ``facts``: [type of source, key of source, kind, day, amount]. ``duties``: [norm, its valid_from, unit, first day,
    last day, required, achieved, met|owed|pending|waived]. ``matters`` still open: [key, due day, owed|pending]. ``meetings``: [key, expected,
    present, excused]. ``judged``: [indicator, points, text, who]. ``sheets``: [key, scheme, percent].
    """

    is_closed: bool = False
    members: int = 0
    facts: list[list[Any]] = field(default_factory=list)
    duties: list[list[Any]] = field(default_factory=list)
    matters: list[list[Any]] = field(default_factory=list)
    meetings: list[list[Any]] = field(default_factory=list)
    judged: list[list[Any]] = field(default_factory=list)
    sheets: list[list[Any]] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def one_of(state: str) -> Tally:
    """One thing in that state, as a tally."""
    return Tally(met=state == MET, owed=state in (MET, OWED), pending=state == PENDING, waived=state == WAIVED)


def basis_of(evidence: Evidence) -> Basis:
    """What the sheet is computed from, added up."""
    basis = Basis(is_closed=evidence.is_closed, members=evidence.members, absent=frozenset(evidence.absent))
    for _type, _key, kind, _on, amount in evidence.facts:
        basis.amounts[kind] = basis.amounts.get(kind, Decimal(0)) + Decimal(amount)
    for code, *_rest, state in evidence.duties:
        basis.duties[code] = basis.duties.get(code, Tally()).add(one_of(state))
    for _key, _due_on, state in evidence.matters:
        basis.open_matters = basis.open_matters.add(one_of(state))
    for _key, expected, present, excused in evidence.meetings:
        basis.attendance = basis.attendance.add(Tally(present, max(expected - excused, present)))
    basis.judged = {code: Decimal(points) for code, points, _text, _who in evidence.judged}
    for _key, code, percent in evidence.sheets:
        basis.earlier.setdefault(code, []).append(Decimal(percent))
    return basis


def digest_of(scheme: str, start: dt.date, evidence: Mapping[str, Any], cells: Mapping[str, Cell]) -> str:
    """64 hex digits over the digest of the scheme, the period, the evidence and the cells."""
    said = [scheme, start.isoformat(), evidence, {code: cell.as_json() for code, cell in cells.items()}]
    text = json.dumps(said, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
