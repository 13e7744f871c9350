"""Everything that people do together and that leaves a record: meetings, lectures, theme days.

Kinds are data. One life for all of them: planned, notified, under way, ended, archived; or cancelled, or waived.
"""
