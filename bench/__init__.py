"""Measure Leitu against named baselines: ``leitu bench``, in a checkout only.

``table`` says what is promised, ``worlds`` makes the databases, ``measure`` holds the clocks; every other module is a
group of rows: ``rows(context)`` yields them, with the baseline beside what it is compared with. A group runs in a
process of its own in which Django stands on the PostgreSQL world of the asked size.
"""
