"""Duplicates (重复登记): persons who stand on the register twice are found in sets, compared, and made one without losing a row.

Finding is a question; only what people decided is stored: that two are one (and what moved, so that it can be undone), or
that they are not.
"""
