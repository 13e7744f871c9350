"""Motions are part of a meeting: who may see and keep it is said there."""

from leitu.activities.policies import HOLD, KEEP, VIEW

__all__ = ["HOLD", "KEEP", "VIEW"]
