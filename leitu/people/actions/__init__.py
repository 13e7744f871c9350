"""Everything that changes the register: persons, memberships, posts, exemptions, and the accounts that follow.

And what members say to it: objections, yearly confirmation, consent to be acted for.
"""

from leitu.people.actions.accounts import invite_many, invite_person, sync_grants
from leitu.people.actions.consents import give_consent, record_consent, withdraw_consent
from leitu.people.actions.exports import ask_export, export_list
from leitu.people.actions.finding import find_by_id_number
from leitu.people.actions.load import load_units, refuse_import
from leitu.people.actions.members import load_members
from leitu.people.actions.memberships import (
    correct_membership,
    end_membership,
    lift_suspension,
    register_member,
    suspend,
)
from leitu.people.actions.objections import answer_objection, confirm, object_to, withdraw_objection
from leitu.people.actions.passing import pass_members
from leitu.people.actions.persons import correct_person, end_exemption, exempt, reveal
from leitu.people.actions.posts import appoint, leave_post
from leitu.people.actions.undo import resume_membership, resume_post, void_exemption

__all__ = [
    "answer_objection",
    "appoint",
    "ask_export",
    "confirm",
    "correct_membership",
    "correct_person",
    "end_exemption",
    "end_membership",
    "exempt",
    "export_list",
    "find_by_id_number",
    "give_consent",
    "invite_many",
    "invite_person",
    "leave_post",
    "lift_suspension",
    "load_members",
    "load_units",
    "object_to",
    "pass_members",
    "record_consent",
    "refuse_import",
    "register_member",
    "resume_membership",
    "resume_post",
    "reveal",
    "suspend",
    "sync_grants",
    "void_exemption",
    "withdraw_consent",
    "withdraw_objection",
]
