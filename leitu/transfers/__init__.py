"""Transfers (组织关系转接): a member leaves one branch and enters another, with a letter between them and a clock on each side.

Each end has its own row, paired by a code: so a transfer inside the district, to another district on this installation
and by paper to the world outside are one mechanism, and no end sees more of the other than the letter says. Until the
receiving side has received, nothing changes: the old branch is responsible.
"""
