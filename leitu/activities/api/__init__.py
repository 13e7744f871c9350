"""The endpoints of activities: ``answers`` says what they look like, ``reading`` and ``acting`` are the operations."""

from leitu.activities.api import acting, reading
from leitu.activities.api.answers import area

__all__ = ["acting", "area", "reading"]
