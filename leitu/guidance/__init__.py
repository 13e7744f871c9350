"""Guidance (联系指导): leaders and officers each look after a branch, and branches that are weak are helped out of it.

A visit is a note of three taps, or nothing at all where the leader was on the roll of a meeting; what was promised is a
matter; whether a weak branch has become better is read from the same figures before and after.
"""
