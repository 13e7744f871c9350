"""Whoever sees units sees what they reach; whoever manages units keeps the list."""

from leitu.orgs.policies import MANAGE, VIEW

__all__ = ["MANAGE", "VIEW"]
