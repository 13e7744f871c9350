"""The words that the access matrix is written in: who holds what where, and the usual shapes of a row.

Roles and places are those of tests/world.py. A circle is a set of (role, scope of the thing).
"""

from dataclasses import dataclass, field
from typing import Any

from tests.world import PLACES, ROLES

Circle = frozenset[tuple[str, str]]

REACH = {
    "member": {"Q1", "Q1G"},
    "committee_member": {"Q1", "Q1G"},
    "secretary": {"Q1", "Q1G"},
    "neighbour": {"Q2"},
    "officer": {"Q", "Q1", "Q1G", "Q2"},
    "organiser": {"Q", "Q1", "Q1G", "Q2"},
    "county_officer": set(PLACES.values()),
    "inspector": set(PLACES.values()),
    "discipline": {"Q", "Q1", "Q1G", "Q2"},
    "administrator": set(PLACES.values()),
    "security_officer": set(PLACES.values()),
    "auditor": set(PLACES.values()),
    "stranger": set(),
}
"""Where each role holds its power."""
HOLDERS = {
    "orgs.view": set(REACH) - {"stranger"},
    "orgs.manage": {"officer", "organiser", "county_officer"},
    "orgs.grant": {"security_officer"},
    "orgs.confirm": {"security_officer"},
    "orgs.audit": {"auditor"},
    "accounts.secure": {"security_officer"},
    "people.view": {"committee_member", "secretary", "neighbour", "officer", "organiser", "county_officer"},
    "people.manage": {"secretary", "neighbour", "officer", "organiser", "county_officer"},
    "people.reveal": {"secretary", "neighbour", "officer", "organiser", "county_officer"},
    "people.invite": {"secretary", "neighbour", "officer", "organiser", "county_officer"},
    "people.release": {"officer", "county_officer"},
    "floating.view": {"committee_member", "secretary", "neighbour", "officer", "organiser", "county_officer"},
    "floating.manage": {"secretary", "neighbour", "officer", "organiser", "county_officer"},
    "transfers.view": {"committee_member", "secretary", "neighbour", "officer", "organiser", "county_officer"},
    "transfers.manage": {"secretary", "neighbour", "officer", "organiser", "county_officer"},
    "transfers.issue": {"officer", "organiser", "county_officer"},
    "backups.keep": {"administrator"},
    "backups.release": {"security_officer"},
    "oversight.keep": {"administrator"},
    "norms.view": set(REACH) - {"stranger", "security_officer", "auditor"},
    "norms.waive": {"officer", "county_officer"},
    "norms.manage": {"administrator"},
    "notices.remind": {"officer", "county_officer"},
    "notices.manage": {"secretary", "neighbour", "officer", "county_officer"},
    "integrity.keep": {"discipline"},
    "integrity.count": {"discipline"},
    "matters.view": {
        *("committee_member", "secretary", "neighbour", "officer", "county_officer", "inspector", "discipline")
    },
    "matters.manage": {"committee_member", "secretary", "neighbour", "officer", "county_officer", "discipline"},
    "matters.review": {"officer", "county_officer", "inspector"},
    "guidance.view": {*("committee_member", "secretary", "neighbour", "officer", "county_officer", "inspector")},
    "guidance.assign": {"officer", "county_officer"},
    "guidance.plan": {"secretary", "neighbour"},
    "plans.view": {*("committee_member", "secretary", "neighbour", "officer", "county_officer", "inspector")},
    "plans.manage": {"committee_member", "secretary", "neighbour", "officer", "county_officer"},
    "pledges.view": {
        *("member", "committee_member", "secretary", "neighbour", "officer", "county_officer", "inspector"),
    },
    "pledges.keep": {"secretary", "neighbour", "officer", "county_officer"},
    "pledges.countersign": {"secretary", "neighbour", "officer", "county_officer"},
    "inspections.view": {*("committee_member", "secretary", "neighbour", "officer", "county_officer", "inspector")},
    "inspections.manage": {"officer", "county_officer"},
    "inspections.inspect": {"officer", "county_officer", "inspector"},
    "inspections.answer": {"committee_member", "secretary", "neighbour"},
    "points.view": {"committee_member", "secretary", "neighbour"},
    "points.manage": {"administrator"},
    "assessments.view": {*("committee_member", "secretary", "neighbour", "officer", "county_officer", "inspector")},
    "assessments.object": {"secretary", "neighbour"},
    "assessments.judge": {"officer", "county_officer"},
    "assessments.manage": {"administrator"},
    "reports.ask": {"secretary", "neighbour", "officer", "county_officer"},
    "activities.view": {
        *("member", "committee_member", "secretary", "neighbour", "officer", "county_officer", "inspector"),
    },
    "activities.hold": {"committee_member", "secretary", "neighbour"},
    "activities.import": {"committee_member", "secretary", "neighbour", "officer", "county_officer"},
    "activities.read_minutes": {
        *("committee_member", "secretary", "neighbour", "officer", "county_officer", "inspector"),
    },
}
"""Who holds which permission (users.md, B.3)."""
EVERYBODY = frozenset({"anonymous", *ROLES})
SIGNED_IN = frozenset(ROLES)


def circle(permission: str) -> Circle:
    """The roles that hold a permission, with the scopes in which they hold it."""
    return frozenset(
        (role, scope) for role in HOLDERS[permission] for scope, code in PLACES.items() if code in REACH[role]
    )


def holders(permission: str) -> frozenset[str]:
    return frozenset(HOLDERS[permission])


ANYWHERE: Circle = frozenset((role, scope) for role in EVERYBODY for scope in PLACES)


@dataclass(frozen=True)
class Row:
    """One page. ``gate``: who may come here at all (403, or to the sign-in page); ``sees``: for whom the thing exists
    (404 otherwise); ``does``: who of them may (403 otherwise). ``of``: kind of thing in the address. ``leaves_entry``:
    reading it is an act that is recorded.
    """

    of: str = ""
    gate: frozenset[str] = SIGNED_IN
    sees: Circle = ANYWHERE
    does: Circle = ANYWHERE
    query: str = ""
    more: dict[str, Any] = field(default_factory=dict)
    leaves_entry: bool = False
    why: str = ""

    def expects(self, role: str, scope: str) -> str:
        """``in``, ``login``, ``forbidden`` or ``absent``."""
        if role not in self.gate:
            return "login" if role == "anonymous" else "forbidden"
        if not self.of:
            return "in"
        if (role, scope) not in self.sees:
            return "absent"
        return "in" if (role, scope) in self.does else "forbidden"


def manages(of: str, permission: str, sees: str, **more: Any) -> Row:
    """A form about a thing: the page needs the permission somewhere, the thing is seen by another."""
    return Row(of, holders(permission), circle(sees), circle(permission), more=more)


def of_activity(of: str, permission: str) -> Row:
    """A form about an activity that one holds."""
    return Row(of, holders(permission), circle("activities.view"), circle(permission))


def keeps(of: str, **more: Any) -> Row:
    """Pages of whoever keeps a record: its recorder, which depends on the activity, or who may hold it."""
    return Row(of, SIGNED_IN, circle("activities.view"), circle("activities.hold"), more=more)


def own(name: str = "") -> Row:
    """A page of one's own account; things of others do not exist."""
    return Row(name, sees=frozenset(), why="only one's own")


NOBODY: Circle = frozenset()
HELPERS: Circle = frozenset({("secretary", "own"), ("neighbour", "sibling")})
"""Whom the persons of tests/world.py have let act for them."""


def oneself(of: str, **more: Any) -> Row:
    """A page about the member of the matrix himself: for everybody else there is none."""
    return Row(of, sees=frozenset({("member", "own")}), more=more, why="only oneself")


def persons_only() -> Row:
    """A page about the person behind the account; working accounts have none."""
    return Row(gate=PERSONS_BEHIND, why="needs a person on the register")


PERSONS_BEHIND = frozenset({"member", "committee_member", "secretary", "neighbour"})
"""Roles whose account belongs to a person of the register."""


def staged(permission: str) -> Row:
    """A file that its sender has not decided about: for everybody else there is none (people/tests/test_imports.py)."""
    return Row("nothing", holders(permission), NOBODY, more={"key": "x" * 32}, why="only what one sent oneself")


BRANCH_READERS = circle("activities.read_minutes") | {("member", "own"), ("member", "child")}
"""A general meeting's minutes: whoever may read minutes, and the members of the branch; a group's: who was there."""
LINK_HOLDERS: Circle = ANYWHERE | frozenset((role, "foreign") for role in EVERYBODY)
"""Whoever has the link."""


def of_branches(circle: Circle) -> Circle:
    """Only where members can be registered: not at a committee, not at a group."""
    return frozenset((role, scope) for role, scope in circle if scope in ("own", "sibling", "cousin"))


def keeps_paper(of: str) -> Row:
    """A paper of whoever keeps a record; who took it is on record."""
    return Row(of, SIGNED_IN, circle("activities.view"), circle("activities.hold"), leaves_entry=True)
