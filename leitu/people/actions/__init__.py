"""Everything that changes the register: persons, memberships, posts, exemptions, and the accounts that follow."""

from leitu.people.actions.accounts import invite_person, sync_grants
from leitu.people.actions.load import load_units, refuse_import, torn_apart
from leitu.people.actions.members import load_members
from leitu.people.actions.memberships import (
    correct_membership,
    end_membership,
    lift_suspension,
    register_member,
    suspend,
)
from leitu.people.actions.persons import correct_person, end_exemption, exempt, reveal
from leitu.people.actions.posts import appoint, leave_post

__all__ = [
    "appoint",
    "correct_membership",
    "correct_person",
    "end_exemption",
    "end_membership",
    "exempt",
    "invite_person",
    "leave_post",
    "lift_suspension",
    "load_members",
    "load_units",
    "refuse_import",
    "register_member",
    "reveal",
    "suspend",
    "sync_grants",
    "torn_apart",
]
