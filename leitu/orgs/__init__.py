"""The tree of organisations and who may do what in it: units, placements, closure, roles, grants, access.

Not here: people (an account holds a grant, a person holds a post), and what units must do (norms).
"""
