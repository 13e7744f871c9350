"""Build a believable district for demonstrations, screenshots and measurements.

Answers for: what the ``demo`` command puts into an empty database. The plan (tree, register, offices, schedule) is
pure and drawn from seeded dice; ``loading`` and ``meetings`` turn it into rows, ``bulk`` loads them, ``cast`` lets a
few people act. Not for: rules; every number that the apps compute is asked of them.
"""
