"""大字: at most five lines on the home page; what is left out stands behind one link (screens.md C.0)."""

from dataclasses import replace
from typing import Any

MOST = 5


class _Room:
    """What may still be shown, and how much was left out."""

    def __init__(self, most: int) -> None:
        self.left, self.out = most, 0

    def take(self, lines: Any) -> Any:
        """As many of the lines as there is room for."""
        found = list(lines)
        shown = found[: self.left]
        self.left -= len(shown)
        self.out += len(found) - len(shown)
        return shown


def fewer(context: dict[str, Any]) -> dict[str, Any]:
    """The context of the home page with MOST lines; ``left_out``: how many more the actor is invited to.

    Members who wait for an answer come first, then what is due. What has a page of its own behind the title of its
    card (objections, notices, matters) says there how many there are.
    """
    room = _Room(MOST)
    found = dict(context)
    found["objections"] = replace(found["objections"], rows=room.take(found["objections"].rows))
    room.out = 0
    if "agenda" in found:
        found["groups"] = [(heading, room.take(lines)) for heading, lines in found["groups"]]
        found["agenda"] = replace(found["agenda"], left_out=found["agenda"].left_out + room.out)
    for name in ("matters", "to_check", "to_look", "promised"):
        if found.get(name) is not None:
            found[name] = replace(found[name], lines=room.take(found[name].lines))
    found["to_confirm"] = room.take(found["to_confirm"])
    found["told"] = replace(found["told"], lines=room.take(found["told"].lines))
    room.out = 0
    found["invitations"] = room.take(found["invitations"])
    found["left_out"] = room.out
    found["cells"] = []
    return found
