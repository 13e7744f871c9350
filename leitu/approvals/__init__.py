"""Two persons for what is dangerous (security.md A7): one asks, another one approves, then the first may do it, once.

It knows who asked, who approved, for exactly what, and until when. What the dangerous things are, each app above
registers as a ``Kind``; their actions refuse to go on without an approval that fits.
"""
