"""Motions (动议和表决): what is put before a meeting, how it is voted on, and what becomes of it.

The vote and its words are the meeting's resolution, which belongs to activities; here stand what was moved, of which
kind, and who voted how where names were called. A secret vote is none of this app: it says so and counts nothing.
"""
