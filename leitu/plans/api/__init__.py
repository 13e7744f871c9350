"""The endpoints of plans: ``answers`` says what they look like, ``reading`` and ``acting`` are the operations."""

from leitu.plans.api import acting, reading
from leitu.plans.api.answers import area

__all__ = ["acting", "area", "reading"]
