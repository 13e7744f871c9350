"""The kinds of motions, read from kinds.yaml: where they may be decided, how, by which rule."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from leitu.activities import wording
from leitu.activities.models import ActivityKind

SECRET = "secret"  # noqa: S105 (a way of voting)


@dataclass(frozen=True)
class MotionKind:
    """One kind; ``source`` is empty where the rule of the meeting's own kind applies."""

    code: str
    name: str
    meetings: tuple[str, ...]
    ways: tuple[str, ...]
    source: dict[str, Any]

    @property
    def is_secret(self) -> bool:
        """Whether it is decided with ballots alone: that is not done here."""
        return self.ways == (SECRET,)

    def rule(self, meeting: ActivityKind) -> dict[str, Any]:
        """The rule behind its vote, for ui/why.html."""
        if not self.source:
            return wording.rule(meeting, "majority")
        return {
            "title": self.name,
            "summary": self.source["summary"],
            "document": self.source["document"],
            "article": self.source["article"],
            "confidence": wording.CONFIDENCE[self.source["confidence"]],
            "valid_from": self.source["valid_from"],
        }


@cache
def kinds() -> dict[str, MotionKind]:
    """Code -> kind, in their order."""
    rows = yaml.safe_load(Path(__file__).with_name("kinds.yaml").read_text(encoding="utf-8"))
    found = [
        MotionKind(row["code"], row["name"], tuple(row["meetings"]), tuple(row["ways"]), row.get("source", {}))
        for row in rows
    ]
    return {one.code: one for one in found}


def kinds_at(meeting: ActivityKind) -> list[MotionKind]:
    """What a meeting of this kind may decide; nothing where it does not vote."""
    if meeting.majority == ActivityKind.Majority.NONE:
        return []
    return [one for one in kinds().values() if meeting.code in one.meetings]
