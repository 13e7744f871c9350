"""Whoever manages units changes the tree, and sees what was changed in it."""

from leitu.orgs.policies import MANAGE

VIEW = MANAGE

__all__ = ["MANAGE", "VIEW"]
