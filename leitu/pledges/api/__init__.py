"""The endpoints of pledges: ``answers`` says what they look like, ``reading`` and ``acting`` are the operations."""

from leitu.pledges.api import acting, reading
from leitu.pledges.api.answers import area

__all__ = ["acting", "area", "reading"]
