"""Backups of the whole installation, and the way back: make, try out, restore, undo.

A backup is one encrypted file beside a small description. It knows nothing of what the rows mean; what must not come
back to life, each app registers in ``leitu.core.restored``.
"""
