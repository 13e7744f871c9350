"""Who may open which page of floating members and of duplicates: lines of tests/access_matrix.py."""

from tests.access_rows import Row, circle, holders, manages, of_branches


def of_care(does: str = "", gate: str = "") -> Row:
    """A stay away of a member of a branch; nobody receives him in this world."""
    seen = of_branches(circle("floating.view"))
    return Row("care", holders(gate or does or "floating.view"), seen, of_branches(circle(does)) if does else seen)


FLOATING = {
    "floating:list": Row(gate=holders("floating.view")),
    "floating:float_out": manages("membership", "floating.manage", "floating.view"),
    "floating:show": of_care(),
    "floating:arrange": of_care("floating.manage"),
    "floating:note_contact": of_care("floating.manage", gate="floating.view"),
    "floating:come_home": of_care("floating.manage"),
    "floating:welcome": Row(
        "care", holders("floating.manage"), of_branches(circle("floating.view")), frozenset(), why="only where he is"
    ),
}
DUPLICATES = {
    "duplicates:list": Row(gate=holders("people.manage")),
    "duplicates:merge": Row("person", holders("people.manage"), circle("people.manage")),
    "duplicates:keep_apart": Row("person", holders("people.manage"), circle("people.manage")),
    "duplicates:undo": Row("merge", holders("people.manage"), of_branches(circle("people.manage"))),
}
