"""Everything that changes the tree and who may do what in it."""

from leitu.orgs.actions.exports import export_list
from leitu.orgs.actions.grants import ask_grant, grant, revoke, sync_post_grants
from leitu.orgs.actions.tenants import found_tenant, initialise, seed_roles
from leitu.orgs.actions.undo import revive
from leitu.orgs.actions.units import close, correct, found, load_units, move, rename, set_term

__all__ = [
    "ask_grant",
    "close",
    "correct",
    "export_list",
    "found",
    "found_tenant",
    "grant",
    "initialise",
    "load_units",
    "move",
    "rename",
    "revive",
    "revoke",
    "seed_roles",
    "set_term",
    "sync_post_grants",
]
