"""Handing over a post: what is open, who helps, who needs care, where the papers are; confirmed by both sides.

Nothing is typed that the records say already. Appointing and leaving are acts of ``people``.
"""
