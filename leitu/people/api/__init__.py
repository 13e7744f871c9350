"""The endpoints of the register: ``answers`` says what they look like, ``reading`` and ``acting`` are the operations."""

from leitu.people.api import acting, reading
from leitu.people.api.answers import area

__all__ = ["acting", "area", "reading"]
