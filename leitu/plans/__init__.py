"""Plans (年度计划): a unit's year, month by month.

Only what a unit sets itself is written down here, a line each. What comes from above are its tasks on the ledger, what
is owed by rule are its duties: both are read, not copied. A line that is issued is a task on the ledger, and goes down
the tree the way every task does.
"""
