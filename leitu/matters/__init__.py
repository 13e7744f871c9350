"""What was found wrong, promised or handed out: one engine for four lists, from a note to its closing by somebody else.

It knows nothing of meetings or inspections: where a matter comes from, and what proves that it is done, are links.
"""
