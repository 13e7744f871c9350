"""Guided changes of the tree: found, rename, move, merge, split, dissolve, with a preview, a basis and a way back.

What hangs on a unit (members, posts, open work) goes with it: each floor above says how, in ``movers``. Single
corrections of the register stay in ``orgs``.
"""
