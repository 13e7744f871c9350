"""The endpoints of matters: ``answers`` says what they look like, ``reading`` and ``acting`` are the operations."""

from leitu.matters.api import acting, campaigns, leading, looking, reading
from leitu.matters.api.answers import area

__all__ = ["acting", "area", "campaigns", "leading", "looking", "reading"]
