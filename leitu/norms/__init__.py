"""What must happen: rules as data with source, version and validity, and the duties that follow from them.

A duty is an answer, not a row. Stored are the norms and what people decide: waivers and remarks.
"""
