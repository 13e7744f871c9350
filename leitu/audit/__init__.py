"""Who did what in the system: append-only entries, written in the transaction of the change itself.

No entry, no change: if the entry cannot be written, the action fails. This app has no pages of its own; a timeline
appears on the page of the object, which has already decided who may see it.
"""
