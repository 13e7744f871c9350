"""Inspections on site (督导检查): rounds, whom they reach, what was seen beside the record, and what the branch says to it.

What is found wrong becomes a matter: this app writes it down with its rule and its four clarities, and knows no more of it.
"""
