"""Leitu (垒土): the working life of grass-roots organisations.

Record once; everything else is a question asked of the records.
"""

__version__ = "0.1.0"
