"""Persons, memberships, posts, exemptions: the register, dated, so that any past day can be asked.

The register of record is the national system; this one is what the daily work needs (R10).
"""
