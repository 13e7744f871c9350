"""The endpoints of guidance: ``answers`` says what they look like, ``reading`` and ``acting`` are the operations."""

from leitu.guidance.api import acting, reading
from leitu.guidance.api.answers import area

__all__ = ["acting", "area", "reading"]
