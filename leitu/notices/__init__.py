"""What people are told: the inbox, one digest a day, and a superior's reminder that offers help.

Notices are made from entries of the audit by rules as data, each exactly once; nobody below knows of it. Nothing here
is merit or blame: what somebody has read is his own affair and leaves no entry.
"""
