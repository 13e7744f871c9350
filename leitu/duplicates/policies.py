"""Whoever keeps the register of both branches may make two entries one; there is no right of its own."""

from leitu.people.policies import MANAGE

VIEW = MANAGE

__all__ = ["MANAGE", "VIEW"]
