"""What happened in the world, dated and counted.

Unit facts are rows of one narrow table, derived from records by ``<app>/facts.py`` and never typed by anybody.
Person facts are not copied: the fact-shaped rows (attendance, payments) are read through ``person_facts``.
"""
