"""The endpoints of assessments: ``answers`` says what they look like, ``reading`` and ``acting`` are the operations."""

from leitu.assessments.api import acting, reading
from leitu.assessments.api.answers import area

__all__ = ["acting", "area", "reading"]
