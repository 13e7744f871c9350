"""The endpoints of inspections: ``answers`` says what they look like, ``reading`` and ``acting`` are the operations."""

from leitu.inspections.api import acting, reading
from leitu.inspections.api.answers import area

__all__ = ["acting", "area", "reading"]
