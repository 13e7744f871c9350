"""The endpoints of transfers: ``answers`` says what they look like, ``reading`` and ``acting`` are the operations."""

from leitu.transfers.api import acting, reading
from leitu.transfers.api.answers import area

__all__ = ["acting", "area", "reading"]
